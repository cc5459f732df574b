import { describe, expect, it } from "vitest";
import {
  accountFault,
  arnFault,
  bucketNameFault,
  descriptionFault,
  prefixFault,
  roleNameFault,
  rolePathFault,
  sessionFault,
  tagFault,
} from "../../src/role/check-values.js";

describe("what can be", () => {
  it.each<[string, string | undefined]>([
    ["bucket", bucketNameFault("acme.train-1")],
    ["bucket of 63 characters", bucketNameFault("a".repeat(63))],
    ["bucket of an account's own namespace", bucketNameFault("acme-111122223333-eu-west-1-an")],
    ["old bucket from a listing", bucketNameFault("My_Old.Bucket", { listed: true })],
    ["prefix with what XML and YAML dislike", prefixFault("a b/<&>#:é/")],
    ["prefix with IAM's wildcards inside", prefixFault("a*b/c?/${x}/")],
    ["role name", roleNameFault("a+=,.@-_Z9")],
    ["role path", rolePathFault("/a/b/")],
    ["root path", rolePathFault("/")],
    ["tag", tagFault("cost center/1", "a:b é")],
    ["empty tag value", tagFault("a", "")],
    ["description", descriptionFault("Trains: 100 % «é»\nline")],
    ["session", sessionFault(43_200)],
    ["account with leading zeros", accountFault("000022223333")],
    [
      "key",
      arnFault("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", {
        service: "kms",
        resourceType: "key",
      }),
    ],
    [
      "multi-Region key",
      arnFault(`arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-${"0a".repeat(16)}`, {
        service: "kms",
        resourceType: "key",
      }),
    ],
    [
      "repository in a namespace",
      arnFault("arn:aws:ecr:us-gov-west-1:111122223333:repository/team/churn-model.v2", {
        service: "ecr",
        resourceType: "repository",
      }),
    ],
    [
      "policy in a path",
      arnFault("arn:aws:iam::111122223333:policy/team/ml/boundary", {
        service: "iam",
        resourceType: "policy",
        account: "111122223333",
      }),
    ],
    [
      "AWS's policy, for a role of any account",
      arnFault("arn:aws:iam::aws:policy/service-role/X", {
        service: "iam",
        resourceType: "policy",
        account: "111122223333",
      }),
    ],
  ])("%s", (_, fault) => {
    expect(fault).toBeUndefined();
  });
});

describe("what cannot be, and why", () => {
  it.each<[string | undefined, RegExp]>([
    [bucketNameFault("ab"), /2 characters; bucket names have 3 to 63/],
    [bucketNameFault("a".repeat(64)), /64 characters/],
    [bucketNameFault("-acme"), /start and end with a letter or a digit/],
    [bucketNameFault("ac..me"), /two dots in a row/],
    [bucketNameFault("192.168.0.1"), /IP address/],
    [bucketNameFault("xn--acme"), /starts with "xn--"/],
    [bucketNameFault("acme-s3alias"), /alias of an access point/],
    [bucketNameFault("acme bucket"), /the character U\+0020/],
    [bucketNameFault("acme\u202e"), /the character U\+202E/],
    [bucketNameFault("s3://acme"), /write bucket: acme\.$/],
    [bucketNameFault("arn:aws:s3:::acme/raw/*"), /write bucket: acme, prefixes: \["raw\/"\]/],
    [bucketNameFault("acme/raw/x"), /write bucket: acme, prefixes: \["raw\/x"\]/],
    [bucketNameFault("My/Bucket", { listed: true }), /write bucket: My/],
    [prefixFault(""), /whole bucket/],
    [prefixFault("*"), /leave prefixes out/],
    [prefixFault("raw/**"), /write "raw\/" instead/],
    [prefixFault("s3://acme/raw/"), /write bucket: acme and the prefix "raw\/"/],
    [prefixFault("emoji-😀"), /"😀" \(U\+1F600\)/],
    [prefixFault("a\nb"), /U\+000A/],
    [prefixFault("é".repeat(513)), /1026 bytes/],
    [roleNameFault(""), /needs a name/],
    [roleNameFault("a/b"), /"\/" \(U\+002F\)/],
    [roleNameFault("a".repeat(65)), /65 characters; IAM allows 64/],
    [roleNameFault("arn:aws:iam::111122223333:role/a"), /part after the last slash/],
    [rolePathFault("team"), /such as "\/team\/"/],
    [rolePathFault("/a b/"), /U\+0020/],
    [tagFault("aws:x", ""), /keeps for itself/],
    [tagFault("a", "x;y"), /";"/],
    [tagFault("a", "b".repeat(257)), /257 characters/],
    [descriptionFault("日"), /plain Latin/],
    [descriptionFault("a".repeat(1001)), /1001 characters/],
    [sessionFault(60), /from 3600 \(1 hour\) to 43200/],
    [sessionFault(3600.5), /whole number/],
    [accountFault("12345678901"), /exactly 12 digits/],
    [arnFault("alias/ml", { service: "kms", resourceType: "key" }), /does not reach the key/],
    [
      arnFault("1234abcd-12ab-34cd-56ef-1234567890ab", {
        service: "kms",
        resourceType: "key",
        region: "eu-west-1",
        account: "111122223333",
      }),
      /arn:aws:kms:eu-west-1:111122223333:key\/1234abcd-12ab-34cd-56ef-1234567890ab/,
    ],
    [
      arnFault("arn:aws:ecr:eu-west-1::repository/my-repo", { service: "ecr", resourceType: "repository" }),
      /no account id/,
    ],
    [
      arnFault("arn:aws:ecr:eu-west-1:111122223333:repository/*", { service: "ecr", resourceType: "repository" }),
      /not a possible ARN/,
    ],
    [
      arnFault("arn:aws:kms:eu-west-1:111122223333:key/*", { service: "kms", resourceType: "key" }),
      /not a possible ARN/,
    ],
    [
      arnFault("arn:aws:iam:eu-west-1:111122223333:policy/a", { service: "iam", resourceType: "policy" }),
      /has a region/,
    ],
  ])("%s", (fault, words) => {
    expect(fault).toMatch(words);
  });
});

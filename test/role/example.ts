/** The design's example, with whole ARNs; the spacing is part of what the tests look at. */
export const EXAMPLE = String.raw`sagerole: 1                        # format version
role:
  name: churn-training             # [\w+=,.@-]{1,64}
  path: /sagemaker/                # default /
  description: Trains and serves the churn model
  maxSessionSeconds: 3600
  permissionsBoundary: arn:aws:iam::111122223333:policy/ml-boundary   # optional
  tags: { team: churn }
account: "111122223333"            # optional when there are credentials
region: eu-west-1                  # partition follows from the region
useCases:                          # a map; the value holds that use case's options, may be empty
  training:
  endpoint: { invocation: [real-time, async], multiModel: true }
data:
  - { bucket: acme-train, access: read, prefixes: [raw/] }     # access: read | write | read-write
  - { bucket: acme-models, access: read-write }                # owner: "999988887777" when another account owns it
  - { bucket: acme-out, access: write, prefixes: [results/], key: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab }
images:
  repositories: [ "arn:aws:ecr:eu-west-1:111122223333:repository/churn" ]
  awsProvided: true                # AWS's own training and inference images
keys:
  - { key: "arn:aws:kms:eu-west-1:111122223333:key/aaaaabcd-12ab-34cd-56ef-1234567890ab", for: [data, volume] }   # data | volume
network: { vpc: false }            # or { vpc: true, subnets: […], securityGroups: […] }
trust: { sourceAccount: true, sourceArn: none }   # sourceArn: none | account | feature
attach: []                         # AWS or customer managed policy ARNs to attach as they are
delivery: inline                   # inline | managed | auto
`;

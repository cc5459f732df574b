/** What a finding's code means, for those who want to know more than the finding says. */
export interface FindingCode {
  id: string;
  title: string;
  /** Why it matters, and what to do, in a paragraph. */
  text: string;
  source: string;
}

export const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
export const S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
export const KMS = "https://docs.aws.amazon.com/kms/latest/developerguide";
export const GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg";

/** Writes a code down, its page of AWS's before its text. */
export function code(id: string, title: string, source: string, text: string): FindingCode {
  return { id, title, text, source };
}

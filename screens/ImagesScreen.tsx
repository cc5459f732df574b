import { useMemo } from "react";
import { chooseRepositories } from "../src/wizard/answers.js";
import { lastPart } from "../src/wizard/review.js";
import { ListingScreen } from "./ListingScreen.js";
import { useItems } from "./parts/use-items.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

const AWS_IMAGES = "aws";

/** AWS's own images, and the account's repositories. */
export function ImagesScreen(props: ScreenProps) {
  const wizard = useWizard();
  const listing = useWizardState((state) => state.repositories);
  const images = useWizardState((state) => state.answers.images);
  const place = useWizardState((state) => state.lastCompiled?.context);

  const listed = useMemo(
    () => listing.items.map((repository) => ({ id: repository.arn, label: repository.name })),
    [listing.items],
  );
  const arns = useMemo(() => new Set(listing.items.map((repository) => repository.arn)), [listing.items]);
  const others = useMemo(
    () => [
      {
        id: AWS_IMAGES,
        label: "AWS's own training and inference images",
        hint: "exactly AWS's registries of the region",
      },
      ...images.repositories
        .filter((arn) => !arns.has(arn))
        .map((arn) => ({ id: arn, label: lastPart(arn), hint: "typed in" })),
    ],
    [images.repositories, arns],
  );
  const items = useItems(listed, others);

  const toArn = (text: string) =>
    text.startsWith("arn:") || place === undefined
      ? text.trim()
      : `arn:${place.partition}:ecr:${place.region}:${place.account}:repository/${text.trim()}`;

  return (
    <ListingScreen
      {...props}
      listing={listing}
      items={items}
      selected={useMemo(() => new Set([...(images.awsProvided ? [AWS_IMAGES] : []), ...images.repositories]), [images])}
      what="repositories"
      example="churn, or a repository ARN"
      onToggle={(ids, on) =>
        wizard.update((file) => {
          const own = ids.filter((id) => id !== AWS_IMAGES);
          const changed = own.length > 0 ? chooseRepositories(file, own, on) : file;
          return ids.includes(AWS_IMAGES) ? { ...changed, images: { ...changed.images, awsProvided: on } } : changed;
        })
      }
      validate={(text) => wizard.core()?.arnFault(toArn(text), { service: "ecr", resourceType: "repository" })}
      normalise={toArn}
    />
  );
}

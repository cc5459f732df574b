import { useEffect, useState } from "react";
import type { Listing } from "../../src/wizard/state.js";
import { theme } from "../theme.js";
import { Text } from "./Text.js";
import { clip } from "./truncate.js";

interface Props {
  listing: Listing<unknown>;
  /** How many of those that were chosen are looked up, while some are not. */
  lookedUp?: { done: number; of: number } | undefined;
  width: number;
}

/** How often the age of a list is told anew, in milliseconds. */
const TICK = 30_000;

/** One line on how far a list is, or how old. */
export function ListStatus({ listing, lookedUp, width }: Props) {
  const [now, setNow] = useState(Date.now);
  const { listedAt } = listing;
  useEffect(() => {
    setNow(Date.now());
    if (listedAt === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), TICK);
    return () => clearInterval(timer);
  }, [listedAt]);
  return <Text color={theme.text.muted}>{clip(listStatus(listing, lookedUp, now), width)}</Text>;
}

/** The words of that line; none where there is nothing to say. */
export function listStatus(listing: Listing<unknown>, lookedUp: Props["lookedUp"], now: number): string {
  const { status, items, read = 0, about, listedAt } = listing;
  if (status === "loading") {
    if (about !== undefined) return `${bar(read, about)} ${count(read)} of about ${count(about)}… (s stops)`;
    return `${count(Math.max(read, items.length))} so far… (s stops)`;
  }
  if (lookedUp !== undefined && lookedUp.of > 1) {
    return `${bar(lookedUp.done, lookedUp.of)} looked up ${count(lookedUp.done)} of ${count(lookedUp.of)} chosen…`;
  }
  if (status === "stopped") return `Stopped at ${count(items.length)} (r lists again)`;
  return listedAt === undefined ? "" : `Listed ${age(now - listedAt)} (r lists again)`;
}

const count = (value: number) => value.toLocaleString("en");

const BAR = 12;

function bar(done: number, of: number): string {
  const full = of === 0 ? 0 : Math.min(BAR, Math.floor((done / of) * BAR));
  return `${"█".repeat(full)}${"░".repeat(BAR - full)}`;
}

function age(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "just now";
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

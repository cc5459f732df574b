import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ListAction, listReducer, listStart, listView } from "../../../screens/parts/list-state.js";

const action: fc.Arbitrary<ListAction> = fc.oneof(
  fc.record({ to: fc.constant("move" as const), by: fc.integer({ min: -50, max: 50 }) }),
  fc.record({ to: fc.constant("go" as const), place: fc.integer({ min: -5, max: 200 }) }),
  fc.record({ to: fc.constantFrom("filter" as const, "accept" as const, "clear" as const, "erase" as const) }),
  fc.record({ to: fc.constant("type" as const), text: fc.string({ maxLength: 3 }) }),
);

function reached(actions: readonly ListAction[], count: number, room: number) {
  return actions.reduce((state, next) => listReducer(state, next, count, room), listStart);
}

describe("the cursor", () => {
  test("is in view and on an item, whatever was done and however the list shrank or grew since", () => {
    const sizes = fc.integer({ min: 0, max: 120 });
    fc.assert(
      fc.property(fc.array(action), sizes, sizes, fc.integer({ min: 1, max: 40 }), (actions, before, now, room) => {
        const { cursor, top } = listView(reached(actions, before, room), now, room);
        expect(cursor).toBeGreaterThanOrEqual(0);
        expect(cursor).toBeLessThanOrEqual(Math.max(0, now - 1));
        expect(top).toBeLessThanOrEqual(cursor);
        expect(cursor).toBeLessThan(top + room);
        // No empty rows while there are items to fill them.
        expect(top).toBeLessThanOrEqual(Math.max(0, now - room));
      }),
    );
  });

  test("moves within the view before the list scrolls, and shows two items beyond", () => {
    const down = { to: "move", by: 1 } as const;
    expect(reached(Array(7).fill(down), 100, 10)).toMatchObject({ cursor: 7, top: 0 });
    expect(reached(Array(8).fill(down), 100, 10)).toMatchObject({ cursor: 8, top: 1 });
    const end = { to: "go", place: 99 } as const;
    expect(reached([end], 100, 10)).toMatchObject({ cursor: 99, top: 90 });
    expect(reached([end, { to: "move", by: -7 }], 100, 10)).toMatchObject({ cursor: 92, top: 90 });
    expect(reached([end, { to: "move", by: -8 }], 100, 10)).toMatchObject({ cursor: 91, top: 89 });
  });
});

describe("the filter", () => {
  test("takes letters, erases a character as a person counts it, and starts at the best match", () => {
    const typed = reached([{ to: "move", by: 9 }, { to: "filter" }, { to: "type", text: "née" }], 100, 10);
    expect(typed).toEqual({ query: "née", typing: true, cursor: 0, top: 0 });
    expect(listReducer({ ...typed, query: "ne\u0301" }, { to: "erase" }, 9, 10).query).toBe("n");
  });

  test("stays when accepted, goes when cleared", () => {
    const typed = reached([{ to: "filter" }, { to: "type", text: "ab" }], 100, 10);
    expect(listReducer(typed, { to: "accept" }, 9, 10)).toMatchObject({ query: "ab", typing: false });
    expect(listReducer(typed, { to: "clear" }, 9, 10)).toEqual(listStart);
  });

  test("takes no spaces, which choose", () => {
    expect(reached([{ to: "type", text: " a\nb " }], 100, 10).query).toBe("ab");
  });
});

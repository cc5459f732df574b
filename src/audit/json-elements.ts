/** Longer than any role or policy can be: what is, is no answer of IAM's. */
const LONGEST = 8_000_000;

/** Where the reader is: inside an object or a list, and under which key of the object around it. */
interface Level {
  isList: boolean;
  key: string | undefined;
}

/**
 * The elements of the lists under some keys of JSON documents, one by one, without the rest of the text being held. The
 * documents stand one behind another, or in a list; the keys are those of the documents themselves.
 * @param chunks the text in pieces
 * @throws SyntaxError for what is no JSON, or ends too early
 */
export async function* jsonElements(
  chunks: AsyncIterable<string>,
  keys: ReadonlySet<string>,
): AsyncGenerator<{ key: string; value: unknown }> {
  const levels: Level[] = [];
  let inString = false;
  let isEscaped = false;
  /** The last string, as long as it may be a key. */
  let word = "";
  let isKept = false;
  /** The text of the element that is being read, and how deep its list lies. */
  let element: string[] | undefined;
  let size = 0;
  let listDepth = 0;
  let wanted = "";
  let seen = false;

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const character = chunk[at] as string;
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (character === "\\") isEscaped = true;
        else if (character === '"') inString = false;
        if (isKept && inString && word.length < 100) word += character;
        continue;
      }
      if (character === '"') {
        inString = true;
        isKept = element === undefined;
        if (isKept) word = "";
      } else if (character === ":") {
        const level = levels.at(-1);
        if (level !== undefined && element === undefined) level.key = word;
      } else if (character === "{" || character === "[") {
        seen = true;
        if (element === undefined && levels.length === listDepth && listDepth > 0) {
          element = [];
          size = 0;
          from = at;
        }
        levels.push({ isList: character === "[", key: undefined });
        if (element === undefined && character === "[" && isList(levels) && keys.has(keyOf(levels))) {
          listDepth = levels.length;
          wanted = keyOf(levels);
        }
      } else if (character === "}" || character === "]") {
        const closed = levels.pop();
        if (closed?.isList !== (character === "]")) throw new SyntaxError(`a ${character} that closes nothing`);
        if (element !== undefined && levels.length === listDepth) {
          element.push(chunk.slice(from, at + 1));
          yield { key: wanted, value: JSON.parse(element.join("")) };
          element = undefined;
        } else if (levels.length < listDepth) listDepth = 0;
      } else if (!seen && character.trim() !== "" && character !== "\ufeff") {
        throw new SyntaxError(`it begins with ${JSON.stringify(character)}`);
      }
    }
    if (element !== undefined) {
      element.push(chunk.slice(from));
      size += chunk.length - from;
      if (size > LONGEST) throw new SyntaxError("an element is longer than any role can be");
    }
  }
  if (levels.length > 0 || inString) throw new SyntaxError("it ends too early");
}

/** Whether the list just opened is a member of a document: of one that stands alone, or of one in a list. */
function isList(levels: readonly Level[]): boolean {
  return levels.length === 2 ? levels[0]?.isList === false : levels.length === 3 && levels[0]?.isList === true;
}

function keyOf(levels: readonly Level[]): string {
  return levels.at(-2)?.key ?? "";
}

// The program in one file with Node, which needs no loader: its compiled code is in the file.
import { endWithReader } from "./base/process.js";

endWithReader();
void import("./cli.js");

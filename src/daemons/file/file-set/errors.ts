/** What is wrong with a FileSet as the Director sent it; the Job fails, and the sentence stands in its log. */
import { AppError, type ByteString, displayText } from '../../../core/index.ts';

export class FileSetError extends AppError {
  readonly code = 'CLIENT_FILE_SET';
  override readonly hint: string = 'The Director sent what makes no sense here; see its version';

  constructor(found: string, options?: ErrorOptions) {
    super(`The FileSet cannot be used: ${found}`, options);
  }
}

export class RegexError extends AppError {
  readonly code = 'CLIENT_REGEX';
  override readonly hint = 'Correct it in the FileSet; it is a POSIX extended regular expression';

  constructor(text: ByteString, found: string) {
    super(`REGEX ${displayText(text)} compile error. ERR=${found}`);
  }
}

export class FileListError extends AppError {
  readonly code = 'CLIENT_FILE_LIST';
  override readonly hint = 'This list is read on the Client; correct it there, or the File of the FileSet';

  /** `text`: with its `<` or `|`. */
  constructor(text: ByteString, found: string) {
    const what = displayText(text.slice(1));
    super(
      text.startsWith('|')
        ? `Error running program: ${what}. ERR=${found}`
        : `Cannot open FileSet input file: ${what}. ERR=${found}`,
    );
  }
}

/** What is wrong where the operating system cannot be asked beyond what Node offers. */
import { AppError } from '../../../core/index.ts';

/** No Job fails for it: data and ordinary attributes are saved and restored all the same. */
export class NativeMissingError extends AppError {
  readonly code = 'CLIENT_NATIVE_MISSING';
  override readonly hint =
    'Run the Client on 64-bit Linux, with the optional packages of npm (@koromix/koffi-…) installed';

  constructor(found: string, options?: ErrorOptions) {
    super(
      `No access to the C library: ACLs, extended attributes, devices, fifos and times of links are left out: ${found}`,
      options,
    );
  }
}

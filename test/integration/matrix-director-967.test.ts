import { matrixOf } from '../support/matrix.ts';

matrixOf('9.6.7');

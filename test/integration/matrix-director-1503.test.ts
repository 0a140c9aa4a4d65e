import { matrixOf } from '../support/matrix.ts';

matrixOf('15.0.3');

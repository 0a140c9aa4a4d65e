import test from 'ava';
import { interoperation } from '../support/interoperation.ts';

interoperation(test, '9.6.7', 'none', 'ours');

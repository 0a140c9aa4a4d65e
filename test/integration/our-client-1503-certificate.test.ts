import test from 'ava';
import { interoperation } from '../support/interoperation.ts';

interoperation(test, '15.0.3', 'certificate', 'ours');

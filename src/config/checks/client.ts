import type { Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';

export function checkClient(_index: ResourceIndex, _file: string, _report: Report): void {}

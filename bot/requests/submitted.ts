import type { Request } from '../db/generated/client.js';
import { type Application, KEPT_FIELDS } from '../rule/fields.js';

/** A request after filing: the fields of 様式第1号 are there, and what filing added. */
export interface SubmittedFields extends Application {
  callAt: Date;
  fiscalYear: number;
  serial: number;
  chiefName: string;
  chiefTitle: string;
}

/** The fields of 様式第1号 of a request that was submitted, parsed once into a type without the nulls of a draft. */
export function submittedFields(request: Request): SubmittedFields {
  const present = <T>(value: T | null): T => {
    if (value === null) throw new Error('the request was not submitted');
    return value;
  };
  const kept = KEPT_FIELDS.map(({ field, optional }) => [field, optional ? request[field] : present(request[field])]);
  return {
    // What is kept was read by the same table when the form was submitted.
    ...(Object.fromEntries(kept) as Application),
    callAt: present(request.callAt),
    fiscalYear: present(request.fiscalYear),
    serial: present(request.serial),
    chiefName: present(request.chiefName),
    chiefTitle: present(request.chiefTitle),
  };
}

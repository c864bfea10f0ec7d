import type { Request } from '../db/generated/client.js';
import type { Purpose } from '../rule/purposes.js';

/** A request after filing: the fields of 様式第1号 are there. */
export interface FiledFields {
  callDate: string;
  callTime: string;
  callAt: Date;
  durationMinutes: number;
  otherNumber: string | null;
  cityNumber: string;
  purpose: Purpose;
  purposeOther: string | null;
  documentNumber: string;
  applicationDate: string;
  contactSection: string;
  contactName: string;
  fiscalYear: number;
  serial: number;
  chiefName: string;
  chiefTitle: string;
}

/** The fields of 様式第1号 of a request that was filed. */
export function filedFields(request: Request): FiledFields {
  const { otherNumber, purposeOther } = request;
  const present = <T>(value: T | null): T => {
    if (value === null) throw new Error('the request was not filed');
    return value;
  };
  return {
    callDate: present(request.callDate),
    callTime: present(request.callTime),
    callAt: present(request.callAt),
    durationMinutes: present(request.durationMinutes),
    otherNumber,
    cityNumber: present(request.cityNumber),
    purpose: present(request.purpose) as Purpose,
    purposeOther,
    documentNumber: present(request.documentNumber),
    applicationDate: present(request.applicationDate),
    contactSection: present(request.contactSection),
    contactName: present(request.contactName),
    fiscalYear: present(request.fiscalYear),
    serial: present(request.serial),
    chiefName: present(request.chiefName),
    chiefTitle: present(request.chiefTitle),
  };
}

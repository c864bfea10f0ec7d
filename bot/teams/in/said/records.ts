import { presentHead } from '../../../housekeeping/heads.js';
import { hasRole } from '../../../rule/actor.js';
import { OFFICE, SECTION } from '../../../rule/office.js';
import { messageCard, usualButtons } from '../../cards/message.js';
import { auditHeadCard } from '../../cards/notices.js';
import type { CardContent } from '../../cards/render.js';
import type { Turn } from '../../views/turn.js';

/** 証跡 and 台帳 are files with personal data of many: they are made on the server, not sent through a chat. */
export function recordsByCommand(turn: Turn, kind: 'evidence' | 'ledger'): CardContent {
  const what = kind === 'evidence' ? '証跡（PDF・JSON）' : '台帳（CSV・Excel）';
  if (!hasRole(turn.actor, 'manager', 'deputy', 'operator', 'auditor')) {
    return messageCard(
      `${what}は${SECTION}で作成します`,
      `ご入用のときは、${OFFICE}へご相談ください。ご自身の課の申請は「私の申請」でご覧いただけます。`,
      usualButtons(turn.actor),
    );
  }
  return messageCard(
    `${what}は運用担当が作成します`,
    kind === 'evidence'
      ? '受付番号を添えて、システムの運用担当へお申し付けください（運用の手引「証跡」）。作成したことは監査記録に残ります。'
      : '期間を添えて、システムの運用担当へお申し付けください（運用の手引「台帳」）。作成したことは監査記録に残ります。',
    usualButtons(turn.actor),
  );
}

/** The head of the audit log as it stands now, for those who answer for it. @throws AppError `not_allowed` */
export async function auditHeadView(turn: Turn): Promise<CardContent> {
  return auditHeadCard(await presentHead(turn.ctx, turn.actor));
}

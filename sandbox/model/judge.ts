/** The scripted model's second look at a request: is it sensitive? By topics, as a reader would name them. */

import { isObject } from './json.js';
import type { Reading } from './reading.js';
import type { OfferedTool } from './request.js';
import { call, type Script, type Turn } from './turn.js';

const JUDGE = 'judge_request';

/** What a topic is about, and a word that the offered reasons name it with. */
const TOPICS: readonly { about: RegExp; reason: RegExp }[] = [
  {
    about: /passwor|passcod|kennwort|passwort|contrase|credential|cannot get into my account|unlock/i,
    reason: /credential/,
  },
  { about: /locked out|(log|sign)(ged|ned|ging|ing)?[ -]?(in|on)\b/i, reason: /credential/ },
  { about: /authenticat|\bmfa\b|two.?factor|second factor|new (phone|mobile)/i, reason: /factor/ },
  { about: /\baccess\b|\bgroup\b|permission|someone else'?s (files|mail)|member of|\bvpn\b/i, reason: /access/ },
  { about: /invoice|payroll|bank|gift card|licen[cs]e|salary|payment/i, reason: /payment/ },
  {
    about:
      /\badmin|new (colleague|employee|hire|user)|(disable|delete|deactivate) .{0,30}(user|account)|leaves the company/i,
    reason: /administration/,
  },
  { about: /forward .{0,40}mail|export|copy of (the|all|her|his|their)/i, reason: /data/ },
  { about: /\binstall|remote|anydesk|teamviewer/i, reason: /remote|install/ },
];

/** `script` for everything but the question whether a request is sensitive, which is answered honestly. */
export function withJudgement(script: Script): Script {
  return (reading, request) => judge(reading) ?? script(reading, request);
}

function judge(reading: Reading): Turn | undefined {
  const tool = reading.offered.get(JUDGE);
  if (!tool) return undefined;
  const plain = reading.ticket.replaceAll('\u2019', "'");
  const offered = reasonsOf(tool);
  const found = TOPICS.filter(({ about }) => about.test(plain));
  const reasons = found.flatMap(({ reason }) => offered.find((name) => reason.test(name)) ?? offered.at(-1) ?? []);
  return call(JUDGE, { sensitive: found.length > 0, reasons: [...new Set(reasons)] });
}

function reasonsOf({ parameters: { properties } }: OfferedTool): string[] {
  const reasons = isObject(properties) ? properties.reasons : undefined;
  const items = isObject(reasons) ? reasons.items : undefined;
  return isObject(items) && Array.isArray(items.enum) ? items.enum.map(String) : [];
}

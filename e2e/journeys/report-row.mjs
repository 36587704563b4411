import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { press, said } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

const COLUMNS =
  'referral_ref,referral_id,contract_ref,organisation_id,caseworker_id,service_user_crn,date_referral_received,' +
  'date_saa_first_arranged,date_saa_first_scheduled_for,date_saa_first_not_attended,date_saa_first_attended,' +
  'date_saa_first_completed,saa_attended_on_time,date_first_action_plan_submitted,date_of_first_action_plan_approval,' +
  'date_of_first_attended_session,outcomes_to_be_achieved_count,outcomes_achieved,count_of_sessions_expected,' +
  'count_of_sessions_attended,end_requested_by_pp_at,end_requested_by_pp_reason,date_eosr_submitted,concluded_at,' +
  'referral_end_state,date_intervention_to_be_completed_by,end_of_sentence_date';
const PROGRAMME = 'PRJ_12498_GWENT';

// Probation's report knows of somebody who is not in the inbox: it becomes a referral without a person,
// never a woman, until somebody has asked who she is and says so.
journey('a row of probation’s report that nobody knows becomes a referral when somebody says who she is', async ({ as, look, command }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'alongside-report-'));
  try {
    const file = path.join(folder, 'report.csv');
    const row = `AB1234CD,00000000-0000-4000-8000-000000000001,${PROGRAMME},P1,worker@example.org,X900001,2026-03-02T09:15:00Z,,,,,,,,,,3,,8,1,,,,,,2026-09-01,`;
    writeFileSync(file, `${COLUMNS}\n${row}\n`);
    const told = await command(['import', 'rm-report', file, '--programme', PROGRAMME]);
    expect(told.includes('1 new in the inbox'), `the import says what it did: ${told}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  const nia = await as('caseworker');
  await nia.goto('/referrals');
  expect((await said(nia)).includes('without a person'), 'it waits in the inbox without a person');
  await look(nia, 'inbox');
  await nia.locator('main a').filter({ hasText: 'without a person' }).first().click();
  expect((await said(nia)).includes('Nobody is named in this referral'), 'nobody is named');
  await look(nia, 'nobody');
  await nia.getByRole('link', { name: 'Say who she is' }).click();
  expect((await nia.getByLabel('CRN').inputValue()) === 'X900001', 'what the report said stands there already');
  await look(nia, 'who is she');
  await nia.getByLabel('Her full name').fill('Teasel Marwood');
  await press(nia, 'Save the referral');
  await nia.goto('/referrals');
  const inbox = await said(nia);
  expect(inbox.includes('Teasel Marwood'), 'it is a referral like any other now');
  await nia.getByRole('link', { name: /Teasel Marwood/ }).first().click();
  expect(!(await said(nia)).includes('Nobody is named in this referral'), 'and has a person');
  await look(nia, 'somebody');
});

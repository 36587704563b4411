import { openRecord, pick, press, said } from '../harness/forms.mjs';
import { expect, journey } from '../harness/journey.mjs';

// Her housing officer asks how she is getting on. It is not urgent: Nia proposes what to tell him,
// Bronwen says yes to the one and no to the other, and only then does anything leave.
journey('sharing that is not urgent waits for somebody else’s yes', async ({ as, look }) => {
  const nia = await as('caseworker');
  await nia.goto('/women/new');
  await nia.getByLabel('Legal name').fill('Bracken Silverdale');
  await press(nia, await nia.locator('main form button[type="submit"]').first().innerText());
  await nia.waitForURL(/\/women\/[0-9A-Z]{8}$/);
  const her = new URL(nia.url()).pathname;

  await nia.goto(`${her}/safety`);
  await nia.getByRole('link', { name: 'Propose to share something' }).click();
  await look(nia, 'propose');
  await press(nia, 'Ask for the sign-off');
  const missing = await said(nia);
  expect((await nia.title()).startsWith('Error:'), 'nothing is taken for granted');
  for (const asked of ['Choose with whom', 'Say what they should be told', 'Say what it is for', 'Say whether she knows', 'Choose on what basis']) {
    expect(missing.includes(asked), asked);
  }
  await look(nia, 'what is missing');

  const propose = async (what) => {
    await nia.goto(`${her}/safety/sharing`);
    await pick(nia, 'Housing');
    await nia.getByLabel('Name, and any reference they gave').fill('Mr Penhale');
    await nia.getByLabel('What should they be told?').fill(what);
    await nia.getByLabel('What for?').fill('So that he does not end her tenancy.');
    await pick(nia, 'Yes');
    await pick(nia, 'She agreed');
    await press(nia, 'Ask for the sign-off');
    await nia.waitForURL(/\/safety(#.*)?$/);
  };
  await propose('That she comes to us every week.');
  await propose('What she told us about her partner.');
  let hers = await said(nia);
  expect(hers.split('Waits for sign-off').length === 3, 'both wait');
  expect(!hers.includes('It may be shared'), 'nobody signs off her own');
  expect(!hers.includes('I have shared it now'), 'and nothing leaves before');
  await look(nia, 'they wait');

  const bronwen = await as('safeguarding_lead');
  await bronwen.goto('/settings/reviews');
  expect((await said(bronwen)).includes('To be signed off'), 'it stands under Reviews');
  await look(bronwen, 'reviews');
  await bronwen.goto(`${her}/safety`);
  const proposal = (page, words) => page.locator('article').filter({ hasText: words });
  const own = () => proposal(bronwen, 'about her partner');
  await own().getByRole('button', { name: 'It must not be shared' }).click();
  await bronwen.waitForLoadState();
  expect((await said(bronwen)).includes('Say why it must not be shared'), 'a no has its reason');
  await look(bronwen, 'no reason');
  await own().getByLabel('What you think of it').fill('He needs to know nothing of that.');
  await own().getByRole('button', { name: 'It must not be shared' }).click();
  await bronwen.waitForLoadState();
  await proposal(bronwen, 'every week').getByRole('button', { name: 'It may be shared' }).click();
  await bronwen.waitForLoadState();
  const answered = await said(bronwen);
  expect(answered.includes('Not to be shared') && answered.includes('Signed off'), 'one no, one yes');
  await look(bronwen, 'answered');

  await openRecord(nia, 'Silverdale');
  await nia.goto(`${her}/safety`);
  hers = await said(nia);
  expect(hers.includes('He needs to know nothing of that.'), 'she reads why not');
  const refused = proposal(nia, 'about her partner');
  expect((await refused.getByRole('button').count()) === 0, 'what was refused cannot be marked as shared');
  await look(nia, 'her page');
  await proposal(nia, 'every week').getByRole('button', { name: 'I have shared it now' }).click();
  await nia.waitForLoadState();
  expect((await proposal(nia, 'every week').innerText()).includes('Shared'), 'now it has left, and when is written down');
  await look(nia, 'shared');
});

import { press, said } from '../harness/forms.mjs';
import { expect, withScript } from '../harness/journey.mjs';

/** A device of hers with a lock, as Chromium imitates one. */
async function device(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('WebAuthn.enable');
  const { authenticatorId } = await wire.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { wire, authenticatorId };
}

withScript('a worker signs in with a passkey of her own device', ['on'], async ({ as, look, proof }) => {
  const page = await as('caseworker');
  const { wire, authenticatorId } = await device(page);

  // A new key opens the door by itself, so she first says once more who she is.
  await page.goto('/settings/account');
  await look(page, 'account');
  await page.getByRole('link', { name: 'Add a passkey' }).click();
  await page.getByRole('link', { name: 'Confirm now' }).click();
  await page.locator('[name="proof"]').fill(proof('caseworker'));
  await press(page, 'Yes, it is me');
  if (!page.url().endsWith('/settings/account/passkey')) await page.goto('/settings/account/passkey');
  await look(page, 'a new passkey');

  await press(page, 'Make the passkey');
  expect((await said(page)).includes('Give the device a name'), 'the device is not asked before it has a name');
  await page.getByLabel('What is the device called?').fill('My work phone');
  await press(page, 'Make the passkey');
  expect((await said(page)).includes('My work phone'), 'it stands among hers');
  await look(page, 'one passkey');

  // Out, and in again without password and code.
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.goto('/sign-in');
  await look(page, 'sign in with a passkey');
  await press(page, 'Sign in with a passkey');
  expect(new URL(page.url()).pathname === '/', 'she is in');

  // The same answer a second time opens nothing: each question is answered once.
  await page.goto('/settings/account');
  expect(!(await said(page)).includes('Not used yet'), 'the page says that it was used');

  // It also confirms that it is still her.
  await page.goto('/confirm?then=/settings/account');
  await look(page, 'confirm');
  await press(page, 'Confirm with a passkey');
  expect(new URL(page.url()).pathname === '/settings/account', 'she is led on');

  // A device whose lock stays shut sends nothing, and says so.
  await wire.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('alert').filter({ hasText: 'Nothing was sent' }).waitFor();
  expect(new URL(page.url()).pathname === '/sign-in', 'she is still outside');
  await look(page, 'stopped');

  // What was taken away opens nothing any more.
  await wire.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await press(page, 'Sign in with a passkey');
  await page.goto('/settings/account');
  await page.getByRole('button', { name: /^Take it away/ }).click();
  await page.waitForURL(/done=passkey-ended/);
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.goto('/sign-in');
  await press(page, 'Sign in with a passkey');
  expect((await said(page)).includes('That passkey does not open this place'), 'it is refused in words');
  await look(page, 'refused');
});

withScript('without script the door has password and code only', ['off'], async ({ atDoor, look }) => {
  const page = await atDoor();
  await page.goto('/sign-in');
  expect(!(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()), 'no passkey is offered');
  await look(page, 'door');
});

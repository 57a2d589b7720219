import { describe, expect, it } from '@jest/globals';
import { htmlToMarkdown } from './html-to-markdown.js';
import { isSecretField, recordWithoutSecrets, withoutSecrets } from './without-secrets.js';

const SECRET = 'kx9-Vulpine!47';

/** Each holds the secret once. */
const TELLING = [
  `Password: ${SECRET}`,
  `**Password:** ${SECRET}`,
  `**Password**: ${SECRET}`,
  `- Wi-Fi password - ${SECRET}`,
  `Password for the guest Wi-Fi: ${SECRET}`,
  `Password (guest): ${SECRET}`,
  `Admin password = ${SECRET}`,
  `The password is ${SECRET}.`,
  `The password for the scanner was changed to ${SECRET} in May`,
  `password \`${SECRET}\``,
  `password "${SECRET}"`,
  `Username: dana, Password: ${SECRET}, Server: HD-FS01`,
  `user/pass: admin/${SECRET}`,
  `Login: admin / ${SECRET}`,
  `pw ${SECRET}`,
  `PIN: ${SECRET}`,
  `Door code: ${SECRET}`,
  `Pre-shared key: ${SECRET}`,
  `API_KEY=${SECRET}`,
  `client secret: ${SECRET}`,
  `SNMP community: ${SECRET}`,
  `Password:\n${SECRET}`,
  `Password:\n\n${SECRET}`,
  `## Password\n\n${SECRET}`,
  `Password:\n\n\`\`\`\n${SECRET}\n\`\`\``,
  `Passwords:\n- reception: ${SECRET}\n- guests: none`,
  `| User | Password |\n| --- | --- |\n| dana | ${SECRET} |`,
  `|  |  |\n| --- | --- |\n| User | Password |\n| dana | ${SECRET} |`,
  `| Accounts |  |\n| --- | --- |\n| User | Password |\n| dana | ${SECRET} |`,
  `| Accounts |\n| --- |\n| User | Password |\n| dana | ${SECRET} |`,
  `![wifi password ${SECRET}](https://docs.example/a.png)`,
  `\`\`\`\n<add key="x"/><db:adminPassword>${SECRET}</db:adminPassword>\n\`\`\``,
  `Run \`net use Z: \\\\HD-FS01\\scans ${SECRET} /user:scanner\``,
  `| Device | HD-FW01 |\n| --- | --- |\n| Password | ${SECRET} |`,
  `Server=db;User Id=sa;Password=${SECRET};Encrypt=true`,
  `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${SECRET}`,
  `Connection string: Server=db;Uid=sa;Pwd=${SECRET}`,
  `https://scan:${SECRET}@files.example/scans`,
  `net user scan ${SECRET} /add`,
  `psexec -u scan -p1 --password ${SECRET} cmd`,
  `ConvertTo-SecureString "${SECRET}" -AsPlainText -Force`,
  `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----`,
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRET}`,
  `otpauth://totp/Hudu?secret=${SECRET}`,
  `Authorization: Bearer ${SECRET}`,
  `Change the PIN of the alarm to ${SECRET}, then test it`,
  `Passwort: ${SECRET}`,
  `Das WLAN-Passwort lautet ${SECRET}`,
  `Kennwort für den Scanner: ${SECRET}`,
  `Netzwerksicherheitsschlüssel: ${SECRET}`,
  `Mot de passe : ${SECRET}`,
  `Mot de passe du Wi-Fi : ${SECRET}`,
  `Code d’accès : ${SECRET}`,
  `Contraseña: ${SECRET}`,
  `Clave del wifi: ${SECRET}`,
  `Senha do Wi-Fi: ${SECRET}`,
  `Wachtwoord: ${SECRET}`,
  `Lösenord: ${SECRET}`,
  `Hasło: ${SECRET}`,
  `Heslo: ${SECRET}`,
  `Jelszó: ${SECRET}`,
  `Пароль: ${SECRET}`,
  `WiFi密码：${SECRET}`,
  `パスワードは${SECRET}`,
  `비밀번호: ${SECRET}`,
];

const HARMLESS = [
  'Reset the password at https://portal.example/reset and sign in again.',
  'Password policy: at least 14 characters',
  'The password is required to open the file.',
  'The PIN is wrong three times and the phone locks itself.',
  'Choose Forgot password, then follow the steps.',
  'Password: see the entry "Front desk mailbox" in the password list',
  'If the user forgot the password then do the following: open the portal',
  'Ping the server: 10.1.2.3',
  'The shipping point: dock 4',
  'Open https://portal.example/reset-password?lang=en in a browser',
  '| Step | What to do |\n| --- | --- |\n| 1 | Open Outlook |',
  'Your passport: bring it with you',
];

describe('secrets in what people wrote', () => {
  it.each(TELLING)('are taken out: %s', (text) => {
    expect(withoutSecrets(text)).not.toContain(SECRET);
    expect(withoutSecrets(text)).toMatch(/\(removed: [a-zA-Z ]+\)/);
  });

  it.each(HARMLESS)('are not seen where there are none: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('leave the rest of the text as it was', () => {
    expect(withoutSecrets(`Username: dana, Password: ${SECRET}, Server: HD-FS01`)).toBe(
      'Username: dana, Password: (removed: password), Server: HD-FS01',
    );
    expect(withoutSecrets(`| User | Password | Notes |\n| --- | --- | --- |\n| dana | ${SECRET} | front desk |`)).toBe(
      '| User | Password | Notes |\n| --- | --- | --- |\n| dana | (removed: password) | front desk |',
    );
  });

  it('are taken out once, however often it is asked', () => {
    for (const text of TELLING) expect(withoutSecrets(withoutSecrets(text))).toBe(withoutSecrets(text));
  });

  it.each([
    `<p><b>Password:</b>&nbsp;<span style="color:red">${SECRET}</span></p>`,
    `<table><tr><td>User</td><td>Pass&#119;ord</td></tr><tr><td>dana</td><td>${SECRET}</td></tr></table>`,
    `<table><tr><th>Password</th><td>${SECRET}</td></tr></table>`,
    `<dl><dt>Password</dt><dd>${SECRET}</dd></dl>`,
    `<h3>Wi-Fi password</h3><pre>${SECRET}</pre>`,
    `<p>Pass&#8203;word: ${SECRET}</p>`,
    `<div>Password:<br>${SECRET}</div>`,
    `<ul><li>Password<ul><li>${SECRET}</li></ul></li></ul>`,
  ])('are taken out of HTML that was made Markdown: %s', (html) => {
    const { text } = htmlToMarkdown(html, { baseUrl: 'https://docs.example' });
    const signs = SECRET.replace('!', '\\!');
    for (const secret of [SECRET, signs, 'Vulpine']) expect(withoutSecrets(text)).not.toContain(secret);
  });

  it('take a time in proportion to the length, whatever stands there', () => {
    for (const piece of [
      'password ',
      'PIN: ',
      'pass(',
      '| pin ',
      '|',
      'https://a:',
      'key key key',
      '-----BEGIN PRIVATE KEY-----',
      'a ',
      '$',
      '*_*_',
      '=',
    ]) {
      const long = piece.repeat(Math.ceil(100_000 / piece.length));
      const began = performance.now();
      withoutSecrets(long);
      withoutSecrets(long.replaceAll(' ', '\n'));
      expect({ piece, slow: performance.now() - began > 3_000 }).toEqual({ piece, slow: false });
    }
  });
});

describe('secrets in records', () => {
  it('are dropped by the name of their field, and masked in the texts of others', () => {
    const record = {
      name: 'Firewall admin',
      password: SECRET,
      otp_secret: SECRET,
      apiKey: SECRET,
      notes: `PIN: ${SECRET}`,
      inside: [{ Passwort: SECRET, kept: 'yes' }],
      passwordRequired: true,
    };
    expect(JSON.stringify(recordWithoutSecrets(record))).not.toContain(SECRET);
    expect(recordWithoutSecrets(record)).toEqual({
      name: 'Firewall admin',
      notes: 'PIN: (removed: PIN)',
      inside: [{ kept: 'yes' }],
      passwordRequired: true,
    });
  });

  it.each(['password', 'otp_secret', 'Admin Password', 'apiKey', 'Wi-Fi Key', 'PIN', 'Kennwort'])(
    '%s is one',
    (name) => {
      expect(isSecretField(name)).toBe(true);
    },
  );

  it.each(['name', 'url', 'Serial number', 'Password policy', 'Operating system', 'Keyboard', 'Monkey'])(
    '%s is none',
    (name) => {
      expect(isSecretField(name)).toBe(false);
    },
  );
});

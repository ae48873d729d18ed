// Sends one email with nodemailer through the port, user and key given as arguments.
import nodemailer from 'nodemailer';

const [port, secure, key, subject, file] = process.argv.slice(2);
const transport = nodemailer.createTransport({
  host: '127.0.0.1', port: Number(port), secure: secure === 'true', requireTLS: secure !== 'true', auth: { user: 'resend', pass: key }, tls: { rejectUnauthorized: false },
});
const info = await transport.sendMail({
  from: 'Ädam <hi@acme.test>', to: ['a@example.test', 'b@example.test'], bcc: 'c@example.test', subject, text: 'Grüße\n.\n..dots', html: '<p>Grüße</p>',
  attachments: [{ filename: 'bericht-ü.bin', path: file }],
});
process.stdout.write(info.response);
transport.close();

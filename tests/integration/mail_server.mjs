// A mail server that is not ours (npm's smtp-server): what it says to a recipient stands in the address, and what it took
// is kept as a reader that is not ours either (npm's mailparser) sees it.
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

export class MailServer {
  // `options`: of smtp-server, besides.
  constructor(port, options = {}) {
    Object.assign(this, { port, options, mails: [], recipients: [], logins: [], greyed: new Set() });
  }

  async start() {
    this.server = new SMTPServer({
      authOptional: true,
      hideDSN: false,
      disabledCommands: this.options.cert ? [] : ['STARTTLS', 'AUTH'],
      onAuth: ({ username, password }, session, done) => {
        this.logins.push({ username, password, secure: session.secure });
        done(null, { user: username });
      },
      onRcptTo: ({ address }, session, done) => done(this.refuse(address)),
      onData: (stream, session, done) => this.take(stream, session, done),
      ...this.options,
    });
    this.server.on('error', () => {}); // of a connection that was cut
    await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    return this;
  }

  refuse(address) {
    this.recipients.push(address);
    if (address.startsWith('nobody')) return refusal(550, '5.1.1 No such person here');
    if (!address.startsWith('grey') || this.greyed.has(address)) return null;
    this.greyed.add(address);
    return refusal(451, '4.7.1 Greylisted, come again');
  }

  // One that is lost has been taken, and nobody says so.
  async take(stream, session, done) {
    const { envelope } = session;
    const mail = await simpleParser(stream);
    const to = envelope.rcptTo[0].address;
    this.mails.push({ mail, to, from: envelope.mailFrom.address, dsn: envelope.dsn, wanted: envelope.rcptTo[0].dsn });
    if (!to.startsWith('lost')) return done(null, 'queued as A17');
    for (const connection of this.server.connections) connection._socket.destroy();
  }

  // As a server writes one (RFC 3464) about a mail that it took.
  report({ from, to, dsn, mail }, action, status) {
    const boundary = 'AAA/mx.example';
    return [
      'From: MAILER-DAEMON@mx.example', `To: ${from}`, 'Subject: Delivery report', 'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`, '',
      `--${boundary}`, 'Content-Type: text/plain', '', 'This is the mail system.', '',
      `--${boundary}`, 'Content-Type: message/delivery-status', '',
      'Reporting-MTA: dns; mx.example', ...(dsn?.envid ? [`Original-Envelope-Id: ${dsn.envid}`] : []), '',
      `Final-Recipient: rfc822; ${to}`, `Action: ${action}`, `Status: ${status}`, 'Diagnostic-Code: smtp; as it is', '',
      `--${boundary}`, 'Content-Type: text/rfc822-headers', '', `Message-ID: ${mail.messageId}`, '',
      `--${boundary}--`, '',
    ].join('\r\n');
  }

  dispose() {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

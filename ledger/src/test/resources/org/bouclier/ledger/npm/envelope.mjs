// Opens our envelope with age-encryption, the reference in TypeScript, and seals one for us.
// usage: node envelope.mjs <identity> <recipient> <our file> <their file>
import { readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';

const [identity, recipient, ours, theirs] = process.argv.slice(2);
const decrypter = new Decrypter();
decrypter.addIdentity(identity);
const opened = await decrypter.decrypt(readFileSync(ours), 'uint8array');
console.log(createHash('sha256').update(opened).digest('hex'));
const encrypter = new Encrypter();
encrypter.addRecipient(recipient);
writeFileSync(theirs, await encrypter.encrypt(opened.reverse()));

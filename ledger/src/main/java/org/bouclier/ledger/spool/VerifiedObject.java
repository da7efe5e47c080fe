package org.bouclier.ledger.spool;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.bouclier.ledger.log.Hash;

/**
 * A stream that hashes what passes and, at its end, throws {@link SwappedObjectException} if that
 * is not the object asked for. Not thread-safe.
 */
final class VerifiedObject extends FilterInputStream {

  private final Hash object;
  private final MessageDigest digest = Hash.newSha256();

  VerifiedObject(Hash object, InputStream in) {
    super(in);
    this.object = object;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    int read = in.read(target, from, length);
    if (read > 0) {
      digest.update(target, from, read);
    } else if (read < 0) {
      verify();
    }
    return read;
  }

  private void verify() throws IOException {
    var found = new Hash(clone(digest).digest());
    if (!found.equals(object)) {
      throw new SwappedObjectException(object, found);
    }
  }

  private static MessageDigest clone(MessageDigest digest) throws IOException {
    try {
      return (MessageDigest) digest.clone(); // a second read at the end must answer the same
    } catch (CloneNotSupportedException impossible) { // the platform's SHA-256 can
      throw new IOException(impossible);
    }
  }

  @Override
  public long skip(long bytes) throws IOException {
    long left = bytes;
    var skipped = new byte[(int) Math.min(8192, Math.max(bytes, 1))];
    while (left > 0) { // what is skipped must be hashed too
      int read = read(skipped, 0, (int) Math.min(skipped.length, left));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return bytes - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

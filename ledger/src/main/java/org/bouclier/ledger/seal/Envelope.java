package org.bouclier.ledger.seal;

import com.exceptionfactory.jagged.PayloadException;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.List;

/**
 * Seals a stream to several recipients and opens it again, 64 KiB at a time: an age v1 file,
 * binary, with one {@code mlkem768x25519} stanza for each recipient.
 *
 * <p>An envelope says neither who made it nor, but to the recipients themselves, for whom: the log
 * vouches for the sender. Costs about 1.57 kB for each recipient and 16 bytes for each 64 KiB.
 * Thread-safe: no state. Source: C2SP age.
 */
public final class Envelope {

  /** The most recipients of one envelope: the header must fit in one chunk of 64 KiB. */
  public static final int MAX_RECIPIENTS = 32;

  private static final int BUFFER_BYTES = 64 * 1024;

  private Envelope() {}

  /**
   * Seals all that a stream holds. Closes neither stream. If this throws, what was written is not a
   * valid envelope.
   *
   * @param recipients 1 to {@value #MAX_RECIPIENTS}
   * @throws IOException if a stream fails
   */
  public static void seal(List<SealRecipient> recipients, InputStream plain, OutputStream sealed)
      throws IOException {
    if (recipients.isEmpty() || recipients.size() > MAX_RECIPIENTS) {
      throw new IllegalArgumentException(
          "an envelope has 1 to 32 recipients, not " + recipients.size());
    }
    List<RecipientStanzaWriter> writers =
        recipients.stream().<RecipientStanzaWriter>map(recipient -> recipient::stanzas).toList();
    try {
      // Closing this channel writes the last chunk, which makes a file whole: so it is closed only
      // when all went well. It holds nothing else that needs closing.
      @SuppressWarnings("resource")
      var channel =
          new StandardEncryptingChannelFactory()
              .newEncryptingChannel(Channels.newChannel(new Unclosed(sealed)), writers);
      var buffer = new byte[BUFFER_BYTES];
      for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
        channel.write(ByteBuffer.wrap(buffer, 0, read));
      }
      channel.close();
      sealed.flush();
    } catch (GeneralSecurityException impossible) { // every recipient was tried when it was read
      throw new IllegalStateException("the envelope could not be sealed", impossible);
    }
  }

  /**
   * Opens an envelope. Closes neither stream.
   *
   * <p>Every chunk written to {@code plain} is authentic and in its place, but that the last one is
   * the last is known only when this returns: a caller must not act on a part.
   *
   * @throws SealException if the envelope is not for {@code identity}, is malformed or was changed
   * @throws IOException if a stream fails
   */
  public static void open(SealIdentity identity, InputStream sealed, OutputStream plain)
      throws IOException {
    open(identity::fileKey, sealed, plain);
  }

  static void open(RecipientStanzaReader identity, InputStream sealed, OutputStream plain)
      throws IOException {
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    @SuppressWarnings("resource") // closing it would close the caller's stream
    var channel = header(identity, sealed);
    while (read(channel, buffer) >= 0) {
      plain.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    plain.flush();
  }

  private static ReadableByteChannel header(RecipientStanzaReader identity, InputStream sealed)
      throws IOException {
    try {
      return new StandardDecryptingChannelFactory()
          .newDecryptingChannel(Channels.newChannel(sealed), List.of(identity));
    } catch (UnsupportedRecipientStanzaException notForUs) {
      throw new SealException(
          SealException.Family.NOT_FOR_US, "no stanza is for this identity", notForUs);
    } catch (SignatureException changed) {
      throw new SealException(
          SealException.Family.TAMPERED, "the header's code does not verify", changed);
    } catch (PayloadException cut) {
      throw new SealException(SealException.Family.PAYLOAD, "no payload after the header", cut);
    } catch (GeneralSecurityException | RuntimeException malformed) {
      // the parser runs off the end of a hostile header with a BufferUnderflowException
      throw new SealException(SealException.Family.MALFORMED, "the header is malformed", malformed);
    }
  }

  private static int read(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
    try {
      return channel.read(buffer);
    } catch (PayloadException changed) {
      throw new SealException(SealException.Family.PAYLOAD, "a chunk does not verify", changed);
    }
  }

  /** Ends an envelope without ending the stream that it is written to. */
  private static final class Unclosed extends FilterOutputStream {

    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}

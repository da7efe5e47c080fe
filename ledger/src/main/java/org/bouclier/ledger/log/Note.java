package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A text and the signatures under it.
 *
 * <pre>{@code
 * the text, which may hold empty lines
 *
 * — registre.example.ml/exports Az3grlgtzPICa5OS8npVmf1My...
 * — temoin.example.bf 5Hb3ZtEpRzZkD4...
 * }</pre>
 *
 * <p>The last empty line parts the text from the signatures. Source: C2SP signed-note v1.0.0.
 * Nothing is to be believed before {@link #verify}.
 *
 * @param text ends with a line feed; no control character but the line feed
 * @param signatures 1 to {@value #MAX_SIGNATURES}, in the order of the lines
 */
public record Note(String text, List<NoteSignature> signatures) {

  /** A longer note is refused before it is read: sixteen post-quantum signatures are 53 kB. */
  public static final int MAX_BYTES = 256 * 1024;

  /** More signatures are refused. The specification asks for at least 16. */
  public static final int MAX_SIGNATURES = 64;

  /**
   * Checks the bounds above.
   *
   * @throws MalformedLogException if the text or the number of signatures is out of them
   */
  public Note {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n")) {
      throw new MalformedLogException("the text of a note ends with a line feed");
    }
    if (text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw new MalformedLogException("a note holds no control character but the line feed");
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new MalformedLogException(
          "a note has 1 to " + MAX_SIGNATURES + " signatures, not " + signatures.size());
    }
  }

  /**
   * Reads a note.
   *
   * @throws MalformedLogException if {@code bytes} is not UTF-8, is too long or is not a note
   */
  public static Note parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedLogException("a note has at most 256 KiB, not " + bytes.length + " bytes");
    }
    try {
      var strict = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
      return parseText(strict.decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      throw new MalformedLogException("a note is UTF-8", notUtf8);
    }
  }

  /** Reads a note that is already text. Same refusals as {@link #parse(byte[])}. */
  public static Note parse(String printed) {
    return parse(printed.getBytes(UTF_8));
  }

  private static Note parseText(String printed) {
    int gap = printed.lastIndexOf("\n\n");
    if (gap < 0 || !printed.endsWith("\n")) {
      throw new MalformedLogException("no empty line before the signatures, or no final line feed");
    }
    var lines = printed.substring(gap + 2).split("\n", -1);
    var signatures = new ArrayList<NoteSignature>();
    for (int i = 0; i < lines.length - 1; i++) { // after the final line feed split gives ""
      signatures.add(parseLine(lines[i], i + 1));
    }
    return new Note(printed.substring(0, gap + 1), signatures);
  }

  private static NoteSignature parseLine(String line, int number) {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(NoteSignature.DASH) || space < NoteSignature.DASH.length()) {
      throw new MalformedLogException("signature line " + number + " is malformed");
    }
    return new NoteSignature(
        line.substring(NoteSignature.DASH.length(), space), line.substring(space + 1));
  }

  /** The note as it travels: {@code parse(note.print()).equals(note)} for every note. */
  public String print() {
    var printed = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> printed.append(signature.line()));
    return printed.toString();
  }

  /** The bytes of {@link #print}. */
  public byte[] bytes() {
    return print().getBytes(UTF_8);
  }

  /**
   * Verifies the note against the keys one knows. Lines of unknown keys are ignored, which is what
   * lets keys rotate and witnesses cosign; a line of a known key that does not verify spoils the
   * whole note.
   *
   * @return the lines that verify, in order, the first one of each key; never empty
   * @throws UntrustedNoteException if no known key signs, or a known one fails
   */
  public List<NoteSignature> verify(List<NoteVerifier> known) {
    var trusted = new ArrayList<NoteSignature>();
    var seen = new HashSet<NoteVerifier>();
    for (NoteSignature signature : signatures) {
      for (NoteVerifier verifier : known) {
        if (verifier.claims(signature)) {
          if (!verifier.verify(text, signature)) {
            throw new UntrustedNoteException(
                "the signature of " + verifier.name() + " does not verify");
          }
          if (seen.add(verifier)) {
            trusted.add(signature);
          }
        }
      }
    }
    if (trusted.isEmpty()) {
      throw new UntrustedNoteException(
          "signed by none of " + known.stream().map(NoteVerifier::name).toList());
    }
    return List.copyOf(trusted);
  }

  /** Verifies the note against one key. See {@link #verify(List)}. */
  public void verify(NoteVerifier known) {
    verify(List.of(known));
  }

  /** The same text with one more signature at the end. */
  public Note with(NoteSignature more) {
    var all = new ArrayList<>(signatures);
    all.add(more);
    return new Note(text, all);
  }
}

package org.bouclier.detect.sigma;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.bouclier.detect.bytes.Swar;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out raw text that cannot hold any of some literals, whatever its format, a gigabyte a
 * second and more. It errs on one side only: what it leaves out, decoded and folded, holds none of
 * them.
 *
 * <p>Of each literal it looks for the longest run of ASCII characters, in any case, that decoding
 * leaves as they are: all but {@code " \ / ]}. There are two ways to write one otherwise: an escape
 * by its number, and three letters of other alphabets that fold to {@code i}, {@code k} and {@code
 * s}. Text that has one of those is never left out.
 *
 * <p>Immutable; safe for any number of threads, each with a {@link Memory} of its own.
 */
public final class Sieve {

  private static final int SHORTEST = 4;
  private static final int CHUNK = 1 << 15;
  private static final long TOPS = 0x8080_8080_8080_8080L;
  private static final int[] FOUND = {0};

  private final GramIndex index;
  private final int longest;

  private Sieve(GramIndex index, int longest) {
    this.index = index;
    this.longest = longest;
  }

  /** Scratch memory of one thread, of some tens of kilobytes. */
  public static final class Memory {
    private byte[] folded = new byte[0];
    private final Candidates candidates = new Candidates();

    /** Memory that holds nothing yet. */
    public Memory() {}
  }

  /**
   * A sieve for some literals.
   *
   * @param literals of which text that matters holds at least one, in folded form
   * @return null if one of them has no run that is long enough: nothing can be left out
   */
  public static @Nullable Sieve of(Collection<byte[]> literals) {
    Map<GramIndex.Key, int[]> keys = new HashMap<>();
    int longest = 0;
    for (byte[] literal : literals) {
      byte[] run = longestRun(literal);
      if (run.length < SHORTEST) {
        return null;
      }
      keys.put(new GramIndex.Key(run, Anchor.INSIDE), FOUND);
      longest = Math.max(longest, run.length);
    }
    return new Sieve(new GramIndex(keys), longest);
  }

  private static byte[] longestRun(byte[] literal) {
    int best = 0;
    int bestLength = 0;
    int start = 0;
    for (int i = 0; i <= literal.length; i++) {
      if (i == literal.length || !isPlain(literal[i])) {
        if (i - start > bestLength) {
          best = start;
          bestLength = i - start;
        }
        start = i + 1;
      }
    }
    byte[] run = Arrays.copyOfRange(literal, best, best + bestLength);
    for (int i = 0; i < run.length; i++) {
      run[i] = lower(run[i]);
    }
    return run;
  }

  /** Whether no format writes this character otherwise, but by its number. */
  private static boolean isPlain(byte b) {
    return b >= ' ' && b <= '~' && b != '"' && b != '\\' && b != '/' && b != ']';
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Whether a piece of text may hold one of the literals. */
  public boolean mayHold(byte[] text, int from, int to, Memory memory) {
    if (memory.folded.length < CHUNK + longest) {
      memory.folded = new byte[CHUNK + longest];
    }
    for (int at = from; at < to; at += CHUNK) {
      int end = Math.min(to, at + CHUNK + longest - 1);
      if (fold(text, at, end, memory.folded)) {
        return true;
      }
      memory.candidates.begin(1);
      index.find(memory.folded, 0, end - at, memory.candidates);
      if (memory.candidates.count() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Folds ASCII letters; says whether there are letters that are written otherwise. */
  private static boolean fold(byte[] text, int from, int to, byte[] folded) {
    int out = 0;
    int i = from;
    for (; i + 8 <= to; i += 8, out += 8) {
      long eight = (long) Swar.LONG.get(text, i);
      if (((eight & TOPS) | Swar.equal(eight, Swar.BACKSLASHES)) != 0) {
        for (int j = i; j < i + 8; j++) {
          if (isOtherLetter(text, j, to)) {
            return true;
          }
          folded[out + j - i] = lower(text[j]);
        }
      } else {
        Swar.LONG.set(folded, out, Fold.lower(eight));
      }
    }
    for (; i < to; i++, out++) {
      if (isOtherLetter(text, i, to)) {
        return true;
      }
      folded[out] = lower(text[i]);
    }
    return false;
  }

  /**
   * Whether a letter may begin here that is written otherwise: U+0130 (i), U+017F (s) or U+212A
   * (k), or an escape of one of these or of an ASCII character. Cut short by the end of the text,
   * it counts.
   */
  private static boolean isOtherLetter(byte[] text, int at, int to) {
    return switch (text[at]) {
      case '\\' -> at + 1 < to && text[at + 1] == 'u' && isEscaped(text, at + 2, to);
      case (byte) 0xC4 -> at + 1 >= to || text[at + 1] == (byte) 0xB0;
      case (byte) 0xC5 -> at + 1 >= to || text[at + 1] == (byte) 0xBF;
      case (byte) 0xE2 ->
          (at + 1 >= to || text[at + 1] == (byte) 0x84)
              && (at + 2 >= to || text[at + 2] == (byte) 0xAA);
      default -> false;
    };
  }

  private static boolean isEscaped(byte[] text, int at, int to) {
    if (at + 1 >= to) {
      return true;
    }
    byte second = text[at + 1];
    return text[at] == '0' ? second == '0' || second == '1' : text[at] == '2' && second == '1';
  }
}

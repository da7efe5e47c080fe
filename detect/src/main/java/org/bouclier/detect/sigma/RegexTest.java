package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a regular expression occurs in a value. RE2, so that no value takes longer than its
 * length times that of the expression; what RE2 has not (look-around, back-references) is refused.
 * What it reads otherwise than PCRE, {@link RegexEnd} rewrites.
 */
final class RegexTest extends ValueTest {

  private final Pattern pattern;
  private final @Nullable Literal literal;
  private final byte[][] required; // in every value that matches, in this order

  private RegexTest(Pattern pattern, @Nullable Literal literal, byte[][] required) {
    this.pattern = pattern;
    this.literal = literal;
    this.required = required;
  }

  /**
   * @throws RuleFault if it is not in RE2's language
   */
  static RegexTest of(String expression, boolean ignoreCase, boolean multiLine, boolean dotAll)
      throws RuleFault {
    int flags =
        (ignoreCase ? Pattern.CASE_INSENSITIVE : 0)
            | (multiLine ? Pattern.MULTILINE : 0)
            | (dotAll ? Pattern.DOTALL : 0);
    try {
      Pattern pattern = Pattern.compile(RegexEnd.asInPcre(expression), flags);
      List<String> runs = RegexLiteral.runs(expression);
      byte[] run =
          runs.stream().max(Comparator.comparingInt(String::length)).orElse("").getBytes(UTF_8);
      boolean cased = !ignoreCase && RegexLiteral.flags(expression).indexOf('i') < 0;
      boolean usable = run.length > 0 && (cased || isAscii(run)); // other letters fold oddly
      return new RegexTest(
          pattern,
          usable ? new Literal(Anchor.INSIDE, StringTests.fold(run)) : null,
          cased
              ? runs.stream().map(one -> one.getBytes(UTF_8)).toArray(byte[][]::new)
              : new byte[0][]);
    } catch (PatternSyntaxException notRe2) {
      throw new RuleFault("re", "expression rationnelle hors RE2 : " + notRe2.getMessage());
    }
  }

  private static boolean isAscii(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  boolean test(byte[] value, int from, int to) {
    int at = from;
    for (byte[] run : required) {
      at = TextTest.indexOf(value, at, to, run);
      if (at < 0) {
        return false;
      }
      at += run.length;
    }
    return pattern.matcher(new String(value, from, to - from, UTF_8)).find();
  }

  @Override
  boolean isFolded() {
    return false;
  }

  @Override
  @Nullable Literal literal() {
    return literal;
  }
}

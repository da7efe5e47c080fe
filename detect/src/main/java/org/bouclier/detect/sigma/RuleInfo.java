package org.bouclier.detect.sigma;

import java.util.List;
import java.util.Map;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says of itself (sigma-rules-specification). Rules of SigmaHQ are under the Detection
 * Rule License: whoever shows an alert shows the {@code author}.
 *
 * @param id UUID, or the file's name if the rule has none, with {@code :line} from its second
 *     document on
 * @param title short, in the rule's language
 * @param level {@link Level#MEDIUM} if the rule does not say
 * @param status such as {@code stable}; empty if absent
 * @param description empty if absent
 * @param author empty if absent
 * @param tags such as {@code attack.t1059.001}
 * @param references addresses
 * @param falsePositives known harmless causes
 * @param others all other keys, such as {@code related}, {@code taxonomy}, {@code scope}, {@code
 *     date} and a site's own: texts as they are written, the members of a table as {@code key:
 *     value}; what lies deeper than a table in a list is left out
 * @param source the logs it is written for; {@link LogSource#UNKNOWN} for a correlation
 * @param file the file it was read from
 * @param line the line of the file on which its document starts, from 1
 */
public record RuleInfo(
    String id,
    String title,
    Level level,
    String status,
    String description,
    String author,
    List<String> tags,
    List<String> references,
    List<String> falsePositives,
    Map<String, List<String>> others,
    LogSource source,
    @Nullable String file,
    int line) {

  /** Copies the lists and the map. */
  public RuleInfo {
    tags = List.copyOf(tags);
    references = List.copyOf(references);
    falsePositives = List.copyOf(falsePositives);
    others = Map.copyOf(others);
  }
}

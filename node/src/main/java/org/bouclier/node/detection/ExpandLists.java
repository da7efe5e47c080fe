package org.bouclier.node.detection;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bouclier.detect.sigma.PlaceholderList;
import org.bouclier.detect.sigma.RuleRefusal;
import org.bouclier.node.accounts.Audit;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The lists of this site behind {@code %Name%} in rules: who its administrators are, which machines
 * are its servers. A change is audited in its own transaction, and in force when the rules have
 * been compiled anew.
 */
final class ExpandLists {

  private static final Pattern ASKED = Pattern.compile("%([\\w.-]{1,64})%");

  private final ExpandListSql sql;
  private final RuleFolder rules;
  private final Audit audit;
  private final TransactionOperations transaction;
  private final Clock clock;

  ExpandLists(
      ExpandListSql sql,
      RuleFolder rules,
      Audit audit,
      TransactionOperations transaction,
      Clock clock) {
    this.sql = sql;
    this.rules = rules;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** The standard lists, those that were filled, and those that rules ask for; by name. */
  List<ExpandListLine> shown() {
    Map<String, Long> waiting = new TreeMap<>();
    for (RuleRefusal refusal : rules.loaded().refusals()) {
      var names = ASKED.matcher(refusal.construct().equals("expand") ? refusal.message() : "");
      if (names.find()) {
        waiting.merge(names.group(1), 1L, Long::sum);
      }
    }
    Map<String, List<String>> all = new TreeMap<>();
    PlaceholderList.STANDARD.forEach(name -> all.put(name, List.of()));
    waiting.keySet().forEach(name -> all.put(name, List.of()));
    sql.lists().forEach(list -> all.put(list.name(), list.values()));
    return all.entrySet().stream()
        .map(list ->
            new ExpandListLine(
                list.getKey(), list.getValue(), waiting.getOrDefault(list.getKey(), 0L)))
        .toList();
  }

  /** Keeps a list, or forgets it if it is empty, and compiles the rules with it. */
  void change(PlaceholderList list) {
    transaction.executeWithoutResult(status -> {
      if (list.values().isEmpty()) {
        sql.remove(list.name());
      } else {
        sql.put(list, clock.instant());
      }
      audit.record(
          "lists.change", list.name(), Map.of("entries", Integer.toString(list.values().size())));
    });
    rules.look();
  }
}

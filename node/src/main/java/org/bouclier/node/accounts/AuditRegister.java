package org.bouclier.node.accounts;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The register of administrative acts, in a table that PostgreSQL lets nobody change. */
final class AuditRegister implements Audit {

  private static final int MAX_OBJECT = 500;
  private static final int MAX_DETAILS = 50;
  private static final int MAX_VALUE = 2_000;
  private static final Pattern ACT = Pattern.compile("[a-z]+(-[a-z]+)*[.][a-z]+(-[a-z]+)*");

  /** An API token: the one secret that a desk could pass on by mistake. */
  private static final Pattern SECRET = Pattern.compile(Tokens.PREFIX + "[\\w-]{43}");

  private static final TypeReference<TreeMap<String, String>> DETAIL = new TypeReference<>() {};

  private final AccountsSql sql;
  private final Clock clock;
  private final JsonMapper json = JsonMapper.builder().build();

  AuditRegister(AccountsSql sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  @Override
  public void record(String act, String object, Map<String, String> detail) {
    record(Actor.current(), act, object, detail);
  }

  /**
   * Writes one act under a name, for the moments when the thread does not know it yet.
   *
   * @throws IllegalArgumentException if {@code act} is of another form, or a secret is written
   */
  void record(Actor actor, String act, String object, Map<String, String> detail) {
    if (!ACT.matcher(act).matches()) {
      throw new IllegalArgumentException("an act is named desk.verb: " + act);
    }
    if (detail.size() > MAX_DETAILS) {
      throw new IllegalArgumentException(act + ": too many details: " + detail.size());
    }
    var kept = new TreeMap<String, String>();
    detail.forEach((name, value) -> kept.put(name, cut(value, MAX_VALUE)));
    if (holdsSecret(object) || kept.values().stream().anyMatch(AuditRegister::holdsSecret)) {
      throw new IllegalArgumentException(act + ": a secret is never written in the audit");
    }
    sql.insertAudit(
        clock.instant(), actor, act, cut(object, MAX_OBJECT), json.writeValueAsString(kept));
  }

  /** The newest acts first, those before an id. */
  List<AuditEntry> entries(AuditFilter filter, long before, int limit) {
    return sql.audit(filter, before, limit).stream()
        .map(row ->
            new AuditEntry(
                row.id(),
                row.at(),
                row.actor(),
                row.act(),
                row.object(),
                json.readValue(row.detail(), DETAIL)))
        .toList();
  }

  private static boolean holdsSecret(String text) {
    return SECRET.matcher(text).find();
  }

  private static String cut(String text, int max) {
    // PostgreSQL takes any character in a text but this one.
    String clean = text.replace('\0', '\uFFFD');
    return clean.length() <= max ? clean : clean.substring(0, max - 1) + "…";
  }
}

package org.bouclier.node.intelligence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.precaution.PrecautionIndex;
import org.bouclier.detect.precaution.PrecautionList;
import org.bouclier.detect.precaution.RefusedListException;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * What must never be blocked: resolvers, private addresses, administrations, the most visited
 * sites. The lists only keep values out of the block lists; an indicator that they hold back still
 * detects. Thread-safe.
 */
public final class Precautions {

  private static final String BUILT_IN = "classpath:precautions/*.json";

  private final PrecautionSql sql;
  private final LiveSql editions;
  private volatile Loaded loaded = new Loaded(-1, PrecautionIndex.EMPTY, Map.of());

  private record Loaded(long edition, PrecautionIndex index, Map<Integer, String> names) {}

  Precautions(PrecautionSql sql, LiveSql editions) {
    this.sql = sql;
    this.editions = editions;
  }

  /** The name of the list that holds an indicator back, if one does. */
  public Optional<String> find(Indicator indicator) {
    var current = load(editions.precautionEdition());
    var list = current.index().find(indicator);
    return Optional.ofNullable(list == null ? null : current.names().get(list));
  }

  /** The lists of one edition, read if need be; for a change that is under way, as it sees them. */
  PrecautionIndex index(long edition) {
    return load(edition).index();
  }

  /** Forgets what was read: the transaction in which it was read has been undone. */
  void forget() {
    loaded = new Loaded(-1, PrecautionIndex.EMPTY, Map.of());
  }

  private synchronized Loaded load(long edition) {
    if (loaded.edition() != edition) {
      var builder = new PrecautionIndex.Builder();
      sql.entries().forEach(entry -> builder.add(entry.kind(), entry.value(), entry.list()));
      var names = new HashMap<Integer, String>();
      sql.lists().forEach(list -> names.put(list.id(), list.name()));
      loaded = new Loaded(edition, builder.build(), names);
    }
    return loaded;
  }

  /** The lists that come with the program. */
  static List<PrecautionList> builtIn() {
    var lists = new ArrayList<PrecautionList>();
    try {
      for (Resource file : new PathMatchingResourcePatternResolver().getResources(BUILT_IN)) {
        try (var json = file.getInputStream()) {
          lists.add(PrecautionList.read(json));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (RefusedListException broken) {
      throw new IllegalStateException("a precaution list of ours is broken", broken);
    }
    return lists;
  }
}

package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy line by line: C2SP tlog-policy, "Policy file syntax and structure".
 *
 * <p>The file is octets, of which those above 0x7F mean nothing: each becomes one char here, so
 * that names are compared as octets, and UTF-8 again where a key or a person reads it.
 */
final class TrustPolicyParser {

  private static final int MAX_NAMES = 256; // logs, or witnesses, or groups

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  private final List<TrustPolicy.Log> logs = new ArrayList<>();
  private final List<TrustPolicy.Witness> witnesses = new ArrayList<>();
  private final Map<String, TrustPolicy.Group> groups = new LinkedHashMap<>();
  private final Set<String> defined = new HashSet<>();
  private final Set<String> members = new HashSet<>();
  private @Nullable String quorum;

  TrustPolicy parse(byte[] policy) {
    if (policy.length > TrustPolicy.MAX_BYTES) {
      throw new MalformedLogException("a policy has at most 1 MiB, not " + policy.length);
    }
    var lines = new String(policy, ISO_8859_1).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      try {
        line(lines[i]);
      } catch (MalformedLogException malformed) {
        throw new MalformedLogException(
            "line " + (i + 1) + " of the policy: " + malformed.getMessage(), malformed);
      }
    }
    if (quorum == null) {
      throw new MalformedLogException("a policy has one quorum line");
    }
    return new TrustPolicy(logs, witnesses, groups, quorum);
  }

  private void line(String line) {
    require(
        line.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7F),
        "no control character but tab and line feed");
    var items = Arrays.stream(line.split("[ \t]+")).filter(item -> !item.isEmpty()).toList();
    if (items.isEmpty() || items.getFirst().startsWith("#")) {
      return;
    }
    switch (items.getFirst()) {
      case "log" -> log(items);
      case "witness" -> witness(items);
      case "group" -> group(items);
      case "quorum" -> quorum(items);
      default -> throw new MalformedLogException("starts with " + utf8(items.getFirst()));
    }
  }

  private void log(List<String> items) {
    require(items.size() == 2 || items.size() == 3, "log <vkey> [<url>]");
    var key = NoteVerifier.parse(utf8(items.get(1)));
    require(!key.type().isCosignature(), "the key of " + key.name() + " is a witness's");
    require(logs.stream().noneMatch(log -> log.key().sameKey(key)), "the key of two logs");
    require(logs.size() < MAX_NAMES, "at most 256 logs");
    logs.add(new TrustPolicy.Log(key, url(items, 2)));
  }

  private void witness(List<String> items) {
    require(items.size() == 3 || items.size() == 4, "witness <name> <vkey> [<url>]");
    var key = NoteVerifier.parse(utf8(items.get(2)));
    require(key.type().isCosignature(), "the key of " + key.name() + " is a log's");
    require(
        witnesses.stream().noneMatch(witness -> witness.key().sameKey(key)),
        "the key of two witnesses");
    require(witnesses.size() < MAX_NAMES, "at most 256 witnesses");
    define(items.get(1));
    witnesses.add(new TrustPolicy.Witness(items.get(1), key, url(items, 3)));
  }

  private void group(List<String> items) {
    require(items.size() >= 4, "group <name> all|any|<k> <name>...");
    var names = List.copyOf(items.subList(3, items.size()));
    for (String member : names) {
      require(defined.contains(member), utf8(member) + " is not defined above");
      require(members.add(member), utf8(member) + " is a member already");
    }
    int threshold = threshold(items.get(2), names.size());
    require(groups.size() < MAX_NAMES, "at most 256 groups");
    define(items.get(1));
    groups.put(items.get(1), new TrustPolicy.Group(threshold, names));
  }

  private static int threshold(String given, int members) {
    return switch (given) {
      case "any" -> 1;
      case "all" -> members;
      default -> {
        require(NUMBER.matcher(given).matches(), "a threshold is all, any or a number");
        int threshold = Integer.parseInt(given);
        require(threshold <= members, threshold + " of " + members + " can never be");
        yield threshold;
      }
    };
  }

  private void quorum(List<String> items) {
    require(items.size() == 2, "quorum <name>|none");
    require(quorum == null, "a policy has one quorum line");
    var name = items.get(1);
    require(
        name.equals(TrustPolicy.NO_QUORUM) || defined.contains(name),
        utf8(name) + " is not defined above");
    quorum = name;
  }

  private void define(String name) {
    require(!name.equals(TrustPolicy.NO_QUORUM), "none is nobody's name");
    require(defined.add(name), utf8(name) + " is defined already");
  }

  private static Optional<String> url(List<String> items, int at) {
    return items.size() > at ? Optional.of(utf8(items.get(at))) : Optional.empty();
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new MalformedLogException(otherwise);
    }
  }

  static String utf8(String octets) {
    return new String(octets.getBytes(ISO_8859_1), UTF_8);
  }
}

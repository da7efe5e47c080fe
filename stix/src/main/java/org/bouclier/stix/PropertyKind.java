package org.bouclier.stix;

import java.util.Set;

/** What a property may hold, as {@code stix-2.1.schema} says it. */
sealed interface PropertyKind {

  /** Any JSON. */
  record Any() implements PropertyKind {}

  /** A string. */
  record Text() implements PropertyKind {}

  /** {@code true} or {@code false}. */
  record Truth() implements PropertyKind {}

  /** A timestamp. */
  record Time() implements PropertyKind {}

  /** An integer in a range, both ends included. */
  record Whole(long min, long max) implements PropertyKind {}

  /** A number in a range, both ends included. */
  record Real(double min, double max) implements PropertyKind {}

  /** Base64. */
  record Binary() implements PropertyKind {}

  /** An even number of hexadecimal digits. */
  record Hex() implements PropertyKind {}

  /** Names of algorithms and digests. */
  record Hashes() implements PropertyKind {}

  /** An RFC 5646 tag. */
  record Language() implements PropertyKind {}

  /** A string advised to be in lower case with hyphens. */
  record Words() implements PropertyKind {}

  /** One of some words; if it is open, others are allowed and advised against. */
  record Vocabulary(Set<String> words, boolean open) implements PropertyKind {}

  /** An identifier of one of these types; {@code sdo}, {@code sco}, {@code any} are families. */
  record Reference(Set<String> types) implements PropertyKind {}

  /** A list that is not empty. */
  record ListOf(PropertyKind item) implements PropertyKind {}

  /** A dictionary that is not empty. */
  record DictionaryOf(PropertyKind value) implements PropertyKind {}

  /** An object of a kind described elsewhere. */
  record Embedded(String name) implements PropertyKind {}
}

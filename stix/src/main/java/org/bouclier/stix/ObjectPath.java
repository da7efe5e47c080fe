package org.bouclier.stix;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which property of which observables a comparison looks at: {@code email-message:from_ref.value}.
 *
 * <p>Source: STIX 2.1, section 9.7.
 *
 * @param type type of the observable
 * @param steps at least one, the first a {@link Key}
 */
public record ObjectPath(String type, List<Step> steps) {

  /** Copies the list. */
  public ObjectPath {
    steps = List.copyOf(steps);
  }

  /** One step into an object. */
  public sealed interface Step {}

  /**
   * A property of an object, or of the object that a {@code _ref} property names.
   *
   * @param name as in the object, without quotes
   */
  public record Key(String name) implements Step {}

  /**
   * One item of a list.
   *
   * @param position from 0; the grammar allows less, which selects nothing
   */
  public record Item(int position) implements Step {}

  /** Any item of a list, {@code [*]}. */
  public record AnyItem() implements Step {}

  /** The canonical text form, names quoted where they must be. */
  @Override
  public String toString() {
    var path =
        steps.stream()
            .map(step ->
                switch (step) {
                  case Key key -> "." + PatternText.name(key.name());
                  case Item item -> "[" + item.position() + "]";
                  case AnyItem any -> "[*]";
                })
            .collect(Collectors.joining());
    return type + ":" + path.substring(1);
  }
}

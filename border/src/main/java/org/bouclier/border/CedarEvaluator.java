package org.bouclier.border;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityIdentifier;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.Value;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouclier.border.Facets.Attribute;
import org.bouclier.border.Facets.Holder;

/**
 * The engine of Cedar, with the schema of the border always passed: what a policy says that the
 * schema does not know is a fault, and what goes wrong in an evaluation is one too. Thread-safe.
 */
final class CedarEvaluator {

  /*
   * Each attribute is an entity of an enumerated type, so that a value that does not exist is found
   * when the policy is read. Were they strings, a forbid with a typing error would be a valid policy
   * that never forbids anything.
   *
   * Cedar skips a policy that fails in evaluation, which lets pass what it would have forbidden.
   * Hence every failure, of any kind, is thrown from here, and whoever asked has no policy.
   */

  private final Schema schema;
  private final BasicAuthorizationEngine engine;
  private final EntityUID to;
  private final EntityUID object;
  private final EntityUID cross;

  /** What Cedar answers to no question at all. */
  static final class FailedException extends Exception {

    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  /**
   * Loads the native library at the first call.
   *
   * @throws LinkageError if this machine cannot run it
   */
  CedarEvaluator() throws AuthException, FailedException {
    load();
    schema = Schema.parse(Schema.JsonOrCedar.Cedar, schema());
    engine = new BasicAuthorizationEngine();
    to = uid("Destinataire", "celui-ci");
    object = uid("Objet", "celui-ci");
    cross = uid("Action", "sortir");
    try {
      schema.cache();
    } catch (CacheException full) {
      throw new FailedException(full.toString());
    }
  }

  /**
   * Each of these classes loads the library when it is initialised. The loader writes the name of
   * the system in small letters of the default language, and then does not find its own file:
   * "LINUX" has no "i" in Turkish. So it has another default for as long as they are initialised,
   * in the languages where this is so.
   */
  private static void load() {
    var language = Locale.getDefault();
    boolean otherLetters = !"LINUX".toLowerCase(language).equals("linux");
    try {
      if (otherLetters) {
        Locale.setDefault(Locale.ROOT);
      }
      for (var type : LOADING) {
        MethodHandles.lookup().ensureInitialized(type);
      }
    } catch (IllegalAccessException closed) { // they are public
      throw new LinkageError("Cedar has changed", closed);
    } finally {
      if (otherLetters) {
        Locale.setDefault(language);
      }
    }
  }

  private static final List<Class<?>> LOADING =
      List.of(
          BasicAuthorizationEngine.class,
          EntityIdentifier.class,
          EntityTypeName.class,
          EntityUID.class,
          Policy.class,
          PolicySet.class,
          Schema.class);

  /** The schema, in Cedar's own form: what policies may speak of. */
  static String schema() {
    var text = new StringBuilder();
    for (var attribute : Attribute.values()) {
      text.append("entity ").append(attribute.cedarType()).append(" enum [");
      text.append(
          attribute.range().stream()
              .map(value -> "\"" + Facets.word(value) + "\"")
              .collect(Collectors.joining(", ")));
      text.append("];\n");
    }
    text.append("entity Destinataire {").append(attributesOf(Holder.PRINCIPAL)).append("\n};\n");
    text.append("entity Objet {").append(attributesOf(Holder.RESOURCE)).append("\n};\n");
    text.append("action \"sortir\" appliesTo {\n  principal: [Destinataire],\n");
    text.append("  resource: [Objet],\n");
    return text.append("  context: {" + attributesOf(Holder.CONTEXT) + "\n  }\n};\n").toString();
  }

  private static String attributesOf(Holder holder) {
    return attributes(holder).stream()
        .map(attribute -> {
          var type = attribute.cedarType();
          return "\n  \""
              + attribute.cedarName()
              + "\": "
              + (attribute == Attribute.DATA ? "Set<" + type + ">" : type);
        })
        .collect(Collectors.joining(", "));
  }

  private static List<Attribute> attributes(Holder holder) {
    return List.of(Attribute.values()).stream().filter(a -> a.holder() == holder).toList();
  }

  /** What is wrong with the text of one policy, as the parser and the validator say. */
  List<DetailedError> faults(String text) throws AuthException {
    var answer = engine.validate(new ValidationRequest(schema, new PolicySet(only(text))));
    if (answer.errors.isPresent()) {
      return answer.errors.get();
    }
    return answer.success.stream()
        .flatMap(success -> success.validationErrors.stream())
        .map(fault -> fault.getError())
        .toList();
  }

  private static Set<Policy> only(String text) {
    return Set.of(new Policy(text, "regle"));
  }

  /** One policy that is ready to be asked. */
  PolicySet ready(String text) throws FailedException {
    return ready(new PolicySet(only(text)));
  }

  /** Policies that are ready to be asked together. */
  PolicySet ready(PolicySet policies) throws FailedException {
    try {
      policies.cache();
    } catch (CacheException full) {
      throw new FailedException(full.toString());
    }
    return policies;
  }

  /**
   * Whether a policy applies to a request.
   *
   * @param facets a state of each attribute; one that has no bit is given its first value
   * @throws FailedException if Cedar says anything but yes or no
   */
  boolean applies(PolicySet policy, long facets) throws AuthException, FailedException {
    return !ask(policy, facets).getReason().isEmpty();
  }

  /** Whether policies together allow a request; as {@link #applies}. */
  boolean allows(PolicySet policies, long facets) throws AuthException, FailedException {
    return ask(policies, facets).isAllowed();
  }

  private AuthorizationSuccessResponse ask(PolicySet policy, long facets)
      throws AuthException, FailedException {
    var answer =
        engine.isAuthorized(
            new AuthorizationRequest(
                to,
                cross,
                object,
                Optional.of(values(Holder.CONTEXT, facets)),
                Optional.of(schema),
                true),
            policy,
            Set.of(
                new Entity(to, values(Holder.PRINCIPAL, facets), Set.of()),
                new Entity(object, values(Holder.RESOURCE, facets), Set.of())));
    if (answer.success.isEmpty()) {
      throw new FailedException(answer.errors.map(Object::toString).orElse("no answer"));
    }
    var decided = answer.success.get();
    if (!decided.getErrors().isEmpty()) {
      throw new FailedException(decided.getErrors().getFirst().toString());
    }
    return decided;
  }

  private static Map<String, Value> values(Holder holder, long facets) {
    var values = new HashMap<String, Value>();
    for (var attribute : attributes(holder)) {
      values.put(attribute.cedarName(), value(attribute, facets));
    }
    return values;
  }

  private static Value value(Attribute attribute, long facets) {
    var present =
        attribute.range().stream().filter(value -> (facets & Facets.bit(value)) != 0).toList();
    if (attribute == Attribute.DATA) {
      return new CedarList(
          present.stream().map(value -> (Value) entity(attribute, value)).toList());
    }
    return entity(attribute, present.isEmpty() ? attribute.range().getFirst() : present.getFirst());
  }

  private static EntityUID entity(Attribute attribute, Enum<?> value) {
    return uid(attribute.cedarType(), Facets.word(value));
  }

  private static EntityUID uid(String type, String id) {
    return new EntityUID(EntityTypeName.parse(type).orElseThrow(), id);
  }
}

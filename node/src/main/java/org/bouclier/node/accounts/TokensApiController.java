package org.bouclier.node.accounts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** API tokens, made and revoked by programs. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokensApiController {

  private static final int ROWS = 100;

  private final Tokens tokens;

  TokensApiController(Tokens tokens) {
    this.tokens = tokens;
  }

  /** What is asked. */
  record Wanted(
      @Nullable String name,
      @Nullable List<String> permissions,
      @Nullable String source,
      @Nullable Instant expiresAt) {}

  /** A token without its secret. */
  record Shown(
      UUID id,
      String name,
      Set<Permission> permissions,
      @Nullable String source,
      Instant createdAt,
      String createdBy,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant lastUsedAt) {

    static Shown of(ApiToken token) {
      return new Shown(
          token.id(),
          token.name(),
          token.permissions(),
          token.source(),
          token.createdAt(),
          token.createdBy(),
          token.expiresAt(),
          token.revokedAt(),
          token.lastUsedAt());
    }
  }

  /** A token just made: the one time that its secret is shown. */
  record MadeShown(String token, @JsonUnwrapped Shown shown) {}

  /**
   * @param next the {@code after} of the next page; null at the end
   */
  record Listed(List<Shown> tokens, @Nullable UUID next) {}

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  MadeShown make(@RequestBody Wanted wanted) {
    var name = wanted.name();
    var made =
        tokens.make(
            name == null ? "" : name,
            permissions(wanted.permissions()),
            wanted.source(),
            wanted.expiresAt());
    return new MadeShown(made.secret(), Shown.of(made.token()));
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @GetMapping
  Listed list(@RequestParam(required = false) @Nullable UUID after) {
    var found = tokens.list(after, ROWS + 1);
    var page = found.size() > ROWS ? found.subList(0, ROWS) : found;
    return new Listed(
        page.stream().map(Shown::of).toList(), found.size() > ROWS ? page.getLast().id() : null);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@PathVariable UUID id) {
    tokens.revoke(id);
  }

  private static Set<Permission> permissions(@Nullable List<String> names) {
    var permissions = EnumSet.noneOf(Permission.class);
    for (String name : names == null ? List.<String>of() : names) {
      permissions.add(
          Names.find(Permission.class, name)
              .orElseThrow(() ->
                  new RefusedException(
                      HttpStatus.BAD_REQUEST,
                      "token.permissions",
                      "Droit inconnu : « " + Names.shown(name) + " ».")));
    }
    return permissions;
  }
}

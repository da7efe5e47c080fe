package org.bouclier.node.accounts;

import com.webauthn4j.verifier.exception.VerificationException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialCreationOptionsRequest;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialRequestOptionsRequest;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.util.function.SingletonSupplier;

/**
 * Passkeys: Spring Security's own ceremonies, with three things of ours. A passkey opens alone what
 * a password opens, so the device must verify its owner (a finger, a code), not only be present.
 * What a person may register is bounded. Each registration and withdrawal is in the audit.
 */
final class Passkeys implements WebAuthnRelyingPartyOperations {

  private static final int MAX_LABEL = 100;
  private static final int MAX_OF_A_PERSON = 20;

  private final PublicKeyCredentialUserEntityRepository owners;
  private final UserCredentialRepository credentials;
  private final AuditRegister audit;
  private final Supplier<WebAuthnRelyingPartyOperations> ceremonies;

  /**
   * @param party asked at the first ceremony: the port is not known before the node listens
   */
  Passkeys(
      PublicKeyCredentialUserEntityRepository owners,
      UserCredentialRepository credentials,
      AuditRegister audit,
      Supplier<PasskeyParty> party) {
    this.owners = owners;
    this.credentials = credentials;
    this.audit = audit;
    this.ceremonies = SingletonSupplier.of(() -> ceremonies(party.get()));
  }

  private WebAuthnRelyingPartyOperations ceremonies(PasskeyParty party) {
    var ceremonies =
        new Webauthn4JRelyingPartyOperations(owners, credentials, party.entity(), party.origins());
    ceremonies.setCustomizeCreationOptions(options ->
        options.authenticatorSelection(
            AuthenticatorSelectionCriteria.builder()
                .userVerification(UserVerificationRequirement.REQUIRED)
                .residentKey(ResidentKeyRequirement.REQUIRED)
                .build()));
    ceremonies.setCustomizeRequestOptions(
        options -> options.userVerification(UserVerificationRequirement.REQUIRED));
    return ceremonies;
  }

  @Override
  public PublicKeyCredentialCreationOptions createPublicKeyCredentialCreationOptions(
      PublicKeyCredentialCreationOptionsRequest request) {
    return ceremonies.get().createPublicKeyCredentialCreationOptions(request);
  }

  /**
   * @throws AccessDeniedException if the device's answer does not verify, or a bound is passed
   */
  @Override
  public CredentialRecord registerCredential(RelyingPartyRegistrationRequest request) {
    String label = String.valueOf(request.getPublicKey().getLabel()).strip();
    var owner = request.getCreationOptions().getUser();
    if (label.isEmpty()
        || label.length() > MAX_LABEL
        || label.chars().anyMatch(Character::isISOControl)
        || credentials.findByUserId(owner.getId()).size() >= MAX_OF_A_PERSON) {
      throw new AccessDeniedException("a label of 1 to 100 characters, and 20 passkeys at most");
    }
    CredentialRecord registered;
    try {
      registered = ceremonies.get().registerCredential(request);
    } catch (VerificationException | IllegalArgumentException refused) {
      throw new AccessDeniedException("the answer of the device does not verify", refused);
    }
    audit.record("passkey.add", owner.getName(), Map.of("label", label));
    return registered;
  }

  @Override
  public PublicKeyCredentialRequestOptions createCredentialRequestOptions(
      PublicKeyCredentialRequestOptionsRequest request) {
    return ceremonies.get().createCredentialRequestOptions(request);
  }

  @Override
  public PublicKeyCredentialUserEntity authenticate(RelyingPartyAuthenticationRequest request) {
    return ceremonies.get().authenticate(request);
  }

  /** The passkeys of a person. */
  List<CredentialRecord> of(String login) {
    var owner = owners.findByUsername(login);
    return owner == null ? List.of() : credentials.findByUserId(owner.getId());
  }

  /**
   * Withdraws a passkey of a person.
   *
   * @throws RefusedException if this person has none of that id
   */
  void remove(String login, String id) {
    var mine =
        of(login).stream()
            .filter(held -> held.getCredentialId().toBase64UrlString().equals(id))
            .findFirst()
            .orElseThrow(() ->
                new RefusedException(
                    HttpStatus.NOT_FOUND, "passkey.absent", "Cette clé d’accès n’existe pas."));
    credentials.delete(mine.getCredentialId());
    audit.record("passkey.remove", login, Map.of("label", mine.getLabel()));
  }

  /** Withdraws every passkey of a person. */
  void removeAll(String login) {
    of(login).forEach(held -> remove(login, held.getCredentialId().toBase64UrlString()));
  }

  /** The id of a passkey, as {@link #remove} takes it. */
  static String id(Bytes credential) {
    return credential.toBase64UrlString();
  }
}

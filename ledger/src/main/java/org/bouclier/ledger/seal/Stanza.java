package org.bouclier.ledger.seal;

import com.exceptionfactory.jagged.RecipientStanza;
import java.util.Base64;
import java.util.List;

/** A file key wrapped for one recipient, as it stands in the header of an age file. Immutable. */
final class Stanza implements RecipientStanza {

  private final List<String> arguments;
  private final byte[] body;

  Stanza(byte[] encapsulation, byte[] body) {
    this.arguments = List.of(Base64.getEncoder().withoutPadding().encodeToString(encapsulation));
    this.body = body;
  }

  @Override
  public String getType() {
    return HybridKem.NAME;
  }

  @Override
  public List<String> getArguments() {
    return arguments;
  }

  @Override
  public byte[] getBody() {
    return body.clone();
  }
}

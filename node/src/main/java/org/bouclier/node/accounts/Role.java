package org.bouclier.node.accounts;

import static org.bouclier.node.accounts.Permission.*;

import java.util.EnumSet;
import java.util.Set;

/** The trades of a node, with what each may do. The French label is the one people know. */
public enum Role {
  ANALYST(
      "analyste",
      EnumSet.of(
          READ_ALERTS,
          HANDLE_ALERTS,
          READ_INCIDENTS,
          HANDLE_INCIDENTS,
          READ_INTELLIGENCE,
          WRITE_INTELLIGENCE,
          READ_OUTPUTS,
          READ_BORDER)),
  OPERATOR("opérateur", EnumSet.of(READ_ALERTS, READ_INTELLIGENCE, READ_OUTPUTS, HANDLE_SOURCES)),
  AUTHORITY_AGENT("agent de l’autorité", EnumSet.of(READ_BORDER, HANDLE_POLICIES)),
  DATA_CENTRE_ENGINEER("ingénieur", EnumSet.of(READ_OUTPUTS)),
  STRATEGY_COORDINATOR("coordinateur", EnumSet.noneOf(Permission.class)),
  SPOKESPERSON("porte-parole", EnumSet.noneOf(Permission.class)),
  TRAINER("formateur", EnumSet.of(READ_INTELLIGENCE)),
  TRAINEE("stagiaire", EnumSet.noneOf(Permission.class)),
  ADMINISTRATOR(
      "administrateur",
      EnumSet.of(
          READ_ALERTS,
          READ_INCIDENTS,
          READ_INTELLIGENCE,
          READ_OUTPUTS,
          HANDLE_SOURCES,
          READ_BORDER,
          HANDLE_PEERS,
          HANDLE_ACCOUNTS,
          READ_AUDIT)),
  AUDITOR("auditeur", EnumSet.of(READ_BORDER, READ_AUDIT));

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // a copy made by Set.copyOf
  private final Set<Permission> permissions;

  Role(String label, Set<Permission> permissions) {
    this.label = label;
    this.permissions = Set.copyOf(permissions);
  }

  /** The French label; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** What a person of this role may do; unmodifiable. */
  public Set<Permission> permissions() {
    return permissions;
  }
}

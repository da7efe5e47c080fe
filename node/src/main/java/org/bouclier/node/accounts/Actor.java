package org.bouclier.node.accounts;

import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Whoever acts: a person signed in, a machine with its token, the operator at the machine itself,
 * or the node by its own. It is the principal of every authentication of the node, so a controller
 * may ask for it with {@code @AuthenticationPrincipal}.
 */
public sealed interface Actor extends AuthenticatedPrincipal
    permits PersonPrincipal, TokenPrincipal, Actor.LocalOperator, Actor.Node {

  /** How the audit names it, in French. */
  String label();

  /** The name by which the framework knows it: the login of a person, the label of any other. */
  @Override
  default String getName() {
    return label();
  }

  /** Whoever acts in this thread; the node itself when no request is being answered. */
  static Actor current() {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof Actor actor
        ? actor
        : Node.ITSELF;
  }

  /**
   * Whoever reads the files of the node, and so its control token: root, or its service account.
   */
  enum LocalOperator implements Actor {
    /** The only one. */
    AT_THE_MACHINE;

    @Override
    public String label() {
      return "opérateur local";
    }
  }

  /** The node, when it acts by its own: a task, a listener, a start. */
  enum Node implements Actor {
    /** The only one. */
    ITSELF;

    @Override
    public String label() {
      return "nœud";
    }
  }
}

package org.bouclier.node.accounts;

import java.util.Arrays;

/**
 * Why a request goes no further, in words for a person and in a code for a program. The French is
 * for {@code Page.say}, or as it is for the API.
 */
enum Refusal {
  REQUEST_INVALID(
      400,
      "request.invalid",
      "La demande est mal formée",
      "Revenez à la page précédente et corrigez ce que vous avez saisi."),
  SESSION_MISSING(
      401, "session.missing", "Connectez-vous", "Cette page demande que l’on sache qui vous êtes."),
  TOKEN_MISSING(
      401,
      "token.missing",
      "Il manque un jeton",
      "Envoyez l’en-tête « Authorization: Bearer » avec un jeton de ce nœud."),
  TOKEN_UNKNOWN(
      401,
      "token.unknown",
      "Ce jeton est inconnu",
      "Vérifiez qu’il a été copié en entier et qu’il vient de ce nœud."),
  TOKEN_EXPIRED(
      401,
      "token.expired",
      "Ce jeton a expiré",
      "Demandez-en un nouveau à l’administrateur du nœud."),
  TOKEN_REVOKED(
      401,
      "token.revoked",
      "Ce jeton a été révoqué",
      "Demandez-en un nouveau à l’administrateur du nœud."),
  PERMISSION_MISSING(
      403,
      "permission.missing",
      "Vous n’avez pas ce droit",
      "Demandez-le à l’administrateur du nœud si votre travail en a besoin."),
  PERSON_ONLY(
      403,
      "person.only",
      "Cette adresse est réservée aux personnes",
      "Un jeton ne l’ouvre pas : connectez-vous avec un navigateur."),
  FORM_EXPIRED(
      403,
      "form.expired",
      "Ce formulaire n’est plus valable",
      "Rien n’a été enregistré. Rouvrez la page, connectez-vous au besoin, et recommencez."),
  ROUTE_UNKNOWN(
      404, "route.unknown", "Cette adresse n’existe pas", "Vérifiez-la, ou revenez à l’accueil."),
  METHOD_REFUSED(
      405,
      "method.refused",
      "Cette adresse ne s’emploie pas ainsi",
      "Revenez à l’accueil et passez par les menus."),
  FORMAT_UNAVAILABLE(
      406,
      "format.unavailable",
      "Ce format n’est pas proposé",
      "Demandez un autre format dans l’en-tête « Accept »."),
  LINK_SPENT(
      410,
      "link.spent",
      "Ce lien n’ouvre plus rien",
      "Il ne sert qu’une fois et pour un temps : demandez-en un autre à qui vous l’a donné."),
  BODY_TOO_LARGE(
      413,
      "body.too-large",
      "Ce que vous envoyez est trop volumineux",
      "Envoyez-le en plusieurs fois."),
  FORMAT_UNKNOWN(
      415,
      "format.unknown",
      "Ce format n’est pas reconnu",
      "Indiquez le bon format dans l’en-tête « Content-Type »."),
  TOO_SOON(429, "attempt.too-soon", "C’est trop tôt", "Attendez un moment avant de recommencer."),
  NODE_FAILED(
      500,
      "node.failed",
      "Le nœud n’a pas su répondre",
      "L’erreur est notée dans son journal. Recommencez, et prévenez l’administrateur si cela dure."),
  NODE_BUSY(503, "node.busy", "Le nœud est très occupé", "Recommencez dans un instant.");

  /** The name of the request's attribute that holds the refusal decided for it. */
  static final String ATTRIBUTE = Refusal.class.getName();

  private final int status;
  private final String code;
  private final String title;
  private final String remedy;

  Refusal(int status, String code, String title, String remedy) {
    this.status = status;
    this.code = code;
    this.title = title;
    this.remedy = remedy;
  }

  int status() {
    return status;
  }

  /** Stable: programs may depend on it. */
  String code() {
    return code;
  }

  /** What happened. */
  String title() {
    return title;
  }

  /** What to do about it. */
  String remedy() {
    return remedy;
  }

  /** The general refusal of an HTTP status; those of a family without one of its own are alike. */
  static Refusal ofStatus(int status) {
    return switch (status) {
      case 401 -> SESSION_MISSING;
      case 403 -> PERMISSION_MISSING;
      default ->
          Arrays.stream(values())
              .filter(refusal -> refusal.status == status)
              .findFirst()
              .orElse(status < 500 ? REQUEST_INVALID : NODE_FAILED);
    };
  }
}

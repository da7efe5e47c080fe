// Passkeys (WebAuthn): registers one from "my account", signs in with one. Without it, or without a
// device that has passkeys, its buttons stay hidden and passwords work.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const encode = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const decode = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

  const post = async (form, url, body) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "X-CSRF-TOKEN": form.querySelector("input[name=_csrf]").value,
      },
      body: body ? JSON.stringify(body) : null,
    });
    if (!response.ok) throw new Error(url + ": " + response.status);
    return response.json();
  };
  const known = (list) => (list || []).map((one) => ({ ...one, id: decode(one.id) }));

  const signIn = async (form) => {
    const options = await post(form, "/webauthn/authenticate/options");
    const credential = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: decode(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    });
    const answer = credential.response;
    const target = encodeURIComponent(form.querySelector("input[name=vers]").value);
    const { redirectUrl } = await post(form, "/login/webauthn?vers=" + target, {
      id: credential.id,
      rawId: encode(credential.rawId),
      response: {
        authenticatorData: encode(answer.authenticatorData),
        clientDataJSON: encode(answer.clientDataJSON),
        signature: encode(answer.signature),
        userHandle: answer.userHandle ? encode(answer.userHandle) : undefined,
      },
      credType: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment,
    });
    location.assign(redirectUrl);
  };

  const register = async (form) => {
    const options = await post(form, "/webauthn/register/options");
    const credential = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: decode(options.challenge),
        user: { ...options.user, id: decode(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    const answer = credential.response;
    await post(form, "/webauthn/register", {
      publicKey: {
        credential: {
          id: credential.id,
          rawId: encode(credential.rawId),
          response: {
            attestationObject: encode(answer.attestationObject),
            clientDataJSON: encode(answer.clientDataJSON),
            transports: answer.getTransports ? answer.getTransports() : [],
          },
          type: credential.type,
          clientExtensionResults: credential.getClientExtensionResults(),
          authenticatorAttachment: credential.authenticatorAttachment,
        },
        label: form.querySelector("input[name=label]").value,
      },
    });
    location.reload();
  };

  const prepare = (element, form, ceremony, event) => {
    const problem = form.querySelector("[data-passkey-problem]");
    element.hidden = false;
    element.addEventListener(event, async (fired) => {
      fired.preventDefault();
      problem.hidden = true;
      try {
        await ceremony(form);
      } catch (failure) {
        problem.textContent = element.dataset.failed;
        problem.hidden = false;
      }
    });
  };
  const button = document.querySelector("button[data-passkey=sign-in]");
  if (button) prepare(button, button.form, signIn, "click");
  const form = document.querySelector("form[data-passkey=register]");
  if (form) prepare(form, form, register, "submit");
})();

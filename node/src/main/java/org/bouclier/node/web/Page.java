package org.bouclier.node.web;

import gg.jte.Content;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.bouclier.node.site.Site;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * The page being drawn, as every template knows it: who looks, in which language, and how this node
 * says words, numbers and times. One for each request; not thread-safe.
 */
public final class Page {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final HttpServletRequest request;
  private final Shell shell;
  private final Language language;

  Page(HttpServletRequest request, Shell shell, Language language) {
    this.request = request;
    this.shell = shell;
    this.language = language;
  }

  /** What every page of the node shares. */
  record Shell(
      Site site,
      Clock clock,
      Words words,
      List<Desk> desks,
      Supplier<@Nullable PeerLinks> peers,
      TemplateEngine templates,
      String assets) {}

  /** The node. */
  public Site site() {
    return shell.site();
  }

  /** The reader's language. */
  public Language language() {
    return language;
  }

  /**
   * A sentence in the reader's language. Numbers among the arguments are written as {@link #number}
   * does.
   *
   * @param french the sentence in French, with {@code {0}}, {@code {1}}... where arguments go
   */
  public String say(String french, Object... arguments) {
    String text =
        language == Language.FRENCH
            ? Typography.french(french)
            : shell.words().english(french).orElse(french);
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      String shown = argument instanceof Number n ? number(n.longValue()) : argument.toString();
      text = text.replace("{" + i + "}", shown);
    }
    return text;
  }

  /** A number with the separators of the reader's language, as in {@code 12 430}. */
  public String number(long value) {
    return String.format(language.locale(), "%,d", value);
  }

  /** A size in bytes, in {@code ko}, {@code Mo}, {@code Go} of 1,000. */
  public String size(long bytes) {
    String[] units =
        language == Language.FRENCH
            ? new String[] {"o", "ko", "Mo", "Go", "To"}
            : new String[] {"B", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    String form = unit == 0 || value >= 100 ? "%.0f\u00A0%s" : "%.1f\u00A0%s";
    return String.format(language.locale(), form, value, units[unit]);
  }

  /** A moment in the node's zone, as in "22 novembre 2026 à 14 h 05", with UTC on hover. */
  public Content date(Instant at) {
    String pattern =
        language == Language.FRENCH ? "d MMMM yyyy 'à' H'\u00A0h\u00A0'mm" : "d MMMM yyyy, HH:mm";
    return time(at, DateTimeFormatter.ofPattern(pattern, language.locale()));
  }

  /** A day, as in "22 novembre 2026". */
  public String day(LocalDate day) {
    return DateTimeFormatter.ofPattern("d MMMM yyyy", language.locale()).format(day);
  }

  /** A moment by the second, for lists and timelines, as in "22/11/2026 14:05:09". */
  public Content moment(Instant at) {
    String pattern = language == Language.FRENCH ? "dd/MM/yyyy HH:mm:ss" : "yyyy-MM-dd HH:mm:ss";
    return time(at, DateTimeFormatter.ofPattern(pattern, language.locale()));
  }

  /** How long ago, in the largest unit, as in "il y a 40 s"; the moment itself on hover. */
  public Content ago(Instant at) {
    Duration since = Duration.between(at, shell.clock().instant());
    String text =
        since.isNegative() && since.toSeconds() < -1
            ? say("dans {0}", length(since.negated()))
            : say("il y a {0}", length(since));
    return element(at, text);
  }

  /** A duration in its one or two largest units, as in "2 j 3 h". */
  public String length(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    String day = language == Language.FRENCH ? "j" : "d";
    if (seconds < 60) {
      return seconds + "\u00A0s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "\u00A0min";
    }
    if (seconds < 86_400) {
      long minutes = seconds % 3600 / 60;
      return seconds / 3600 + "\u00A0h" + (minutes == 0 ? "" : "\u00A0" + minutes + "\u00A0min");
    }
    long hours = seconds % 86_400 / 3600;
    return seconds / 86_400 + "\u00A0" + day + (hours == 0 ? "" : "\u00A0" + hours + "\u00A0h");
  }

  /** The hidden field that every form sent by POST carries. */
  public Content csrf() {
    var token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    return output -> {
      if (token != null) {
        output.writeContent("<input type=\"hidden\" name=\"");
        output.writeContent(token.getParameterName());
        output.writeContent("\" value=\"");
        output.writeContent(token.getToken());
        output.writeContent("\">");
      }
    };
  }

  /** The name of whoever is signed in; empty when nobody is. */
  public String who() {
    var authentication = authentication();
    return authentication == null ? "" : authentication.getName();
  }

  /** Whether the reader holds a permission, by its name in {@code accounts.Permission}. */
  public boolean can(String permission) {
    var authentication = authentication();
    return authentication != null
        && authentication.getAuthorities().stream()
            .anyMatch(authority -> permission.equals(authority.getAuthority()));
  }

  /** The desks that the reader may open, in order. */
  public List<Desk> desks() {
    return shell.desks().stream().filter(desk -> can(desk.permission())).toList();
  }

  /** Whether the page belongs to a desk. */
  public boolean in(Desk desk) {
    String path = path();
    return path.equals(desk.href()) || path.startsWith(desk.href() + "/");
  }

  /** The peers, for the link line and the map; empty when the node has none. */
  public List<PeerLinks.Link> links() {
    var peers = shell.peers().get();
    return peers == null ? List.of() : peers.links();
  }

  /** The path of the request, without its query. */
  public String path() {
    return request.getRequestURI();
  }

  /** The path with its query: where to come back to. */
  public String here() {
    String query = request.getQueryString();
    return query == null ? path() : path() + "?" + query;
  }

  /** {@link #here}, as a parameter of another address. */
  public String hereEncoded() {
    return URLEncoder.encode(here(), StandardCharsets.UTF_8);
  }

  /** One of two sentences: in French two begin the plural, in English all but one do. */
  public String plural(long count, String one, String many) {
    boolean single = language == Language.FRENCH ? Math.abs(count) < 2 : count == 1;
    return single ? one : many;
  }

  /** The URL of a static file, which changes with its content so that it can be kept for ever. */
  public String asset(String name) {
    return "/static/" + shell.assets() + "/" + name;
  }

  /** A template of another desk drawn into this page; it takes {@code page} beside its model. */
  public Content draw(String template, Map<String, Object> model) {
    var all = new HashMap<String, Object>(model);
    all.put("page", this);
    var drawn = new StringOutput();
    shell.templates().render(template + ".jte", all, drawn);
    return output -> output.writeContent(drawn.toString());
  }

  private Content time(Instant at, DateTimeFormatter form) {
    return element(at, form.withZone(shell.site().zone()).format(at));
  }

  private static Content element(Instant at, String text) {
    return output -> {
      output.writeContent("<time datetime=\"" + at + "\" title=\"" + UTC.format(at) + "\">");
      output.writeContent(text);
      output.writeContent("</time>");
    };
  }

  private static @Nullable Authentication authentication() {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication == null
            || !authentication.isAuthenticated()
            || "anonymousUser".equals(authentication.getPrincipal())
        ? null
        : authentication;
  }
}

package org.bouclier.node.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouclier.node.site.Site;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.AbstractLocaleResolver;
import org.springframework.web.servlet.resource.VersionResourceResolver;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class WebConfiguration {

  private static final String OWN = "classpath:/static/";
  private static final String HTMX = "classpath:/META-INF/resources/webjars/htmx.org/2.0.10/dist/";

  @Bean
  TemplateEngine templates() {
    var templates = TemplateEngine.createPrecompiled(ContentType.Html);
    templates.setTrimControlStructures(true);
    return templates;
  }

  @Bean
  JteViews jteViews(TemplateEngine templates) {
    return new JteViews(templates);
  }

  /** What pages announce in {@code Content-Language}: theirs, and not that of the machine. */
  @Bean
  LocaleResolver localeResolver() {
    return new AbstractLocaleResolver() {
      @Override
      public Locale resolveLocale(HttpServletRequest request) {
        return PageAdvice.language(request).locale();
      }

      @Override
      public void setLocale(
          HttpServletRequest request,
          @Nullable HttpServletResponse response,
          @Nullable Locale locale) {
        throw new UnsupportedOperationException("the reader chooses, by a cookie");
      }
    };
  }

  @Bean
  LiveStream liveStream() {
    return new LiveStream();
  }

  @Bean
  Page.Shell shell(
      Site site,
      Clock clock,
      List<Desk> desks,
      ObjectProvider<PeerLinks> peers,
      TemplateEngine templates) {
    var ordered = desks.stream().sorted(Comparator.comparingInt(Desk::order)).toList();
    return new Page.Shell(
        site, clock, Words.load(), ordered, peers::getIfAvailable, templates, assetVersion());
  }

  @Bean
  WebMvcConfigurer staticFiles() {
    return new WebMvcConfigurer() {
      @Override
      public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry
            .addResourceHandler("/static/**")
            .addResourceLocations(OWN, HTMX)
            .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
            .resourceChain(true)
            .addResolver(
                new VersionResourceResolver().addFixedVersionStrategy(assetVersion(), "/**"));
      }
    };
  }

  /** A digest of every static file: the part of their URL that changes when one of them does. */
  static String assetVersion() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Resource file : new PathMatchingResourcePatternResolver().getResources(OWN + "*")) {
        digest.update(file.getContentAsByteArray());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 5);
    } catch (IOException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("static files are unreadable", impossible);
    }
  }
}

package org.rowmq.it.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Other ways to call the same things over HTTP. */
class AddressesIT extends ConsoleTestBase {
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-addresses");
  }

  private static String first(Pattern pattern, HttpResponse<String> answer) {
    Matcher matcher = pattern.matcher(answer.body());
    assertThat(matcher.find()).as(answer.body()).isTrue();
    return matcher.group(1);
  }

  private String subscribe(String clientId, String name) {
    String client = clientId == null ? "" : "\"clientId\":\"" + clientId + "\",";
    return first(
        ID,
        site.api(
            "POST",
            "subscriptions",
            "{\"topic\":\"it.addressed\",%s\"shared\":%s,\"name\":\"%s\"}"
                .formatted(client, clientId == null, name)));
  }

  @Test
  void aSubscriptionIsAddressedByItsClientAndNameHoweverTheyAreWritten() {
    site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"it.addressed\"}");
    String plain = subscribe("it.client", "reader");
    String odd = subscribe("a/b %2F", "ä/b?c#d");
    String shared = subscribe(null, "reader");
    for (List<String> each :
        List.of(
            List.of("it.client/reader", plain),
            List.of("a%2Fb%20%252F/%C3%A4%2Fb%3Fc%23d", odd),
            List.of("a%2Fb%20%252F/%C3%A4/b%3Fc%23d", odd),
            List.of("-/reader", shared))) {
      HttpResponse<String> answer = site.api("GET", "subscriptions/" + each.get(0), null);
      assertThat(answer.statusCode()).as(each + answer.body()).isEqualTo(200);
      assertThat(first(ID, answer)).as(each.get(0)).isEqualTo(each.get(1));
    }
    assertThat(site.api("GET", "subscriptions/-/nobody", null).statusCode()).isEqualTo(404);

    String address = "subscriptions/a%2Fb%20%252F/%C3%A4%2Fb%3Fc%23d";
    assertThat(site.api("DELETE", address, null).statusCode()).isEqualTo(409);
    String token = first(TOKEN, site.api("DELETE", address + "?dryRun=true", null));
    assertThat(site.api("DELETE", "subscriptions/-/reader?token=" + token, null).statusCode())
        .isEqualTo(409);
    token = first(TOKEN, site.api("DELETE", address + "?dryRun=true", null));
    assertThat(site.api("DELETE", address + "?token=" + token, null).body())
        .isEqualTo("{\"deleted\":0}");
    assertThat(site.api("GET", address, null).statusCode()).isEqualTo(404);
    assertThat(site.api("GET", "subscriptions/-/reader", null).statusCode()).isEqualTo(200);
  }

  @Test
  void deadLettersAreGroupedByWhatIsAskedForAndNothingElse() {
    for (String by : List.of("reason", "origin", "exception")) {
      HttpResponse<String> answer = site.api("GET", "dead-letters?groupBy=" + by, null);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).doesNotContain("\"source\"");
    }
    HttpResponse<String> wrong = site.api("GET", "dead-letters?groupBy=queue", null);
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(wrong.body())
        .contains("Group by reason, origin or exception, not \\\"queue\\\".")
        .contains("\"field\":\"groupBy\"");
  }
}

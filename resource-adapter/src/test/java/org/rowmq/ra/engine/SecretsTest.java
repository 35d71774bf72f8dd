package org.rowmq.ra.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void configuredPasswordsAndThoseInUrlsAreHiddenWhereverTheyStand() {
    Secrets secrets = new Secrets(List.of("p$w.d\\1", "first password", ""));
    assertThat(secrets.hide("tried first password, then p$w.d\\1!"))
        .isEqualTo("tried ***, then ***!");
    assertThat(secrets.hide("jdbc:postgresql://db/x?user=u&password=other&ssl=true failed"))
        .isEqualTo("jdbc:postgresql://db/x?user=u&password=***&ssl=true failed");
    assertThat(secrets.hide("see http://me:other@db:80/x and 10:30"))
        .isEqualTo("see http://me:***@db:80/x and 10:30");
  }

  @Test
  void aShortPasswordIsHiddenAsAWordOnly() {
    assertThat(new Secrets(List.of("sa")).hide("a message as sa, with 'sa'"))
        .isEqualTo("a message as ***, with '***'");
  }
}

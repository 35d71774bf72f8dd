package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.management.SettingView;

/** What this node was started with; for administrators. */
@Named("settings")
@RequestScoped
public class SettingsPage {
  @Inject private User user;

  private List<SettingView> all;

  /** There is nothing here for others. */
  public void load() {
    Faces.need(user.isAdmin());
    all = LocalNode.require().settings(Faces.caller());
  }

  public List<SettingView> getAll() {
    return all;
  }
}

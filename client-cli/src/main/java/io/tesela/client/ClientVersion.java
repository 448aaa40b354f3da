package io.tesela.client;

import picocli.CommandLine.IVersionProvider;

/** Says which version this is, as the build has written it into the jar. */
public final class ClientVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = ClientVersion.class.getPackage().getImplementationVersion();
        return new String[] {"tesela " + (version == null ? "(not packaged)" : version)};
    }
}

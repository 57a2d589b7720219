import { writeFile } from 'node:fs/promises';
import { configurationFor } from '../../sandbox/configuration.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import { askedPsa } from './asked-psa.js';
import { writeConfiguration } from './configuration-file.js';
import { untilToldToStop } from './told-to-stop.js';

/** `frontdesk sandbox`: the pretend world by itself, for a product that runs elsewhere on this machine. */
export async function sandbox(
  options: { publicUrl: string; product: string; psa: string; configuration?: string },
  print: (line: string) => void,
): Promise<number> {
  const world = await startSandbox({ psa: askedPsa(options.psa) });
  try {
    world.routes.add(options.publicUrl, options.product);
    world.twilio.setNumber({
      voiceUrl: `${options.publicUrl}/voice/incoming`,
      voiceFallbackUrl: `${options.publicUrl}/voice/fallback`,
      statusCallback: `${options.publicUrl}/voice/status`,
    });
    const configuration = configurationFor(world, { mode: 'execute' });
    if (options.configuration)
      await writeFile(options.configuration, writeConfiguration(configuration), { mode: 0o600 });
    const { psa, psas, microsoft, deepgram, twilio, model } = world;
    print(
      JSON.stringify(
        {
          psa: psa.kind,
          ...Object.fromEntries(
            [...psas.values()].map(({ vendor, url, credentials }) => [vendor, { url, ...credentials }]),
          ),
          microsoft: { loginUrl: microsoft.loginUrl, graphUrl: microsoft.graphUrl, ...microsoft.credentials },
          deepgram: { url: deepgram.url, apiKey: deepgram.apiKey },
          twilio: { url: twilio.url, ...twilio.credentials },
          model: { url: model.url, apiKey: model.apiKey, model: model.modelName },
          product: { publicUrl: options.publicUrl, url: options.product },
          configuration,
        },
        null,
        2,
      ),
    );
    await untilToldToStop();
    return 0;
  } finally {
    await world.stop();
  }
}

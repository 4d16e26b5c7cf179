import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // one instance of each library that the plugins share with the page
  resolve: { dedupe: ['react', 'react-dom', 'i18next', 'rxjs', '@emotion/css', '@emotion/react'] },
  build: { chunkSizeWarningLimit: 100_000, reportCompressedSize: false },
});
